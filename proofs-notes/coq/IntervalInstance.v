(** * IntervalInstance: the interval tactic over software floats

    The stock tactic computes with the machine's floats and integers, which Coq knows by axioms. This is
    the same library functor over Coq's binary integers, so that no axiom is added. There is nothing of ours
    in this file: like the library it belongs to, it is not rechecked unless all libraries are. *)

From Interval Require Import Tactic Float.Specific_ops Float.Specific_stdz.

Module Float := SpecificFloat StdZRadix2.
Module Intervals := IntervalTactic Float.
