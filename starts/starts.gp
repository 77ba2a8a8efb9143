# Share of 200 random starts that learn the predicted feature first, with intervals of confidence 0.95.
set terminal svg size 980,760 font 'Helvetica,13' background rgb 'white'
set output 'starts.svg'
set datafile separator ','
set linetype 1 lc rgb '#000000' lw 1.6 dt 1
set linetype 2 lc rgb '#0072b2' lw 1.6 dt (8,3)
set linetype 3 lc rgb '#d55e00' lw 1.6 dt (4,3)
set linetype 4 lc rgb '#009e73' lw 1.6 dt (8,3,2,3)
set linetype 5 lc rgb '#cc79a7' lw 1.6 dt (2,2)
set multiplot layout 2,2 rowsfirst margins 0.075,0.985,0.09,0.94 spacing 0.07,0.14
set logscale x
set xrange [0.038:0.0013]
set yrange [-0.03:1.03]
set ytics 0.25
set xtics ('1/40' 1.0/40, '1/125' 1.0/125, '1/500' 1.0/500)
set grid lc rgb '#dddddd'
set key center center Left reverse samplen 2.2 spacing 1.05 font ',11' maxrows 3
set title 'JEPA: lambda and rho name the same feature'
unset xlabel
set ylabel 'predicted feature first' offset 1,0
unset key
plot 'starts.csv' using (strcol(1) eq 'agreement' && strcol(2) eq 'jepa' && $3 == 1 && strcol(4) eq 'orthogonal' ? 0.8644*$5 : NaN):15:16:17 skip 1 with yerrorlines lc rgb '#0072b2' dt 1 pt 7 ps 0.7 title 'orthogonal, L = 1', \
  'starts.csv' using (strcol(1) eq 'agreement' && strcol(2) eq 'jepa' && $3 == 2 && strcol(4) eq 'orthogonal' ? 0.9713*$5 : NaN):15:16:17 skip 1 with yerrorlines lc rgb '#d55e00' dt 1 pt 7 ps 0.7 title 'orthogonal, L = 2', \
  'starts.csv' using (strcol(1) eq 'agreement' && strcol(2) eq 'jepa' && $3 == 3 && strcol(4) eq 'orthogonal' ? 1.0913*$5 : NaN):15:16:17 skip 1 with yerrorlines lc rgb '#009e73' dt 1 pt 7 ps 0.7 title 'orthogonal, L = 3', \
  'starts.csv' using (strcol(1) eq 'agreement' && strcol(2) eq 'jepa' && $3 == 1 && strcol(4) eq 'gaussian' ? 0.9163*$5 : NaN):15:16:17 skip 1 with yerrorlines lc rgb '#0072b2' dt (4,3) pt 9 ps 0.7 title 'gaussian, L = 1', \
  'starts.csv' using (strcol(1) eq 'agreement' && strcol(2) eq 'jepa' && $3 == 2 && strcol(4) eq 'gaussian' ? 1.0296*$5 : NaN):15:16:17 skip 1 with yerrorlines lc rgb '#d55e00' dt (4,3) pt 9 ps 0.7 title 'gaussian, L = 2', \
  'starts.csv' using (strcol(1) eq 'agreement' && strcol(2) eq 'jepa' && $3 == 3 && strcol(4) eq 'gaussian' ? 1.1568*$5 : NaN):15:16:17 skip 1 with yerrorlines lc rgb '#009e73' dt (4,3) pt 9 ps 0.7 title 'gaussian, L = 3'
set title 'JEPA: lambda and rho in conflict'
unset xlabel
unset ylabel
unset key
plot 'starts.csv' using (strcol(1) eq 'conflict' && strcol(2) eq 'jepa' && $3 == 1 && strcol(4) eq 'orthogonal' ? 0.8644*$5 : NaN):15:16:17 skip 1 with yerrorlines lc rgb '#0072b2' dt 1 pt 7 ps 0.7 title 'orthogonal, L = 1', \
  'starts.csv' using (strcol(1) eq 'conflict' && strcol(2) eq 'jepa' && $3 == 2 && strcol(4) eq 'orthogonal' ? 0.9713*$5 : NaN):15:16:17 skip 1 with yerrorlines lc rgb '#d55e00' dt 1 pt 7 ps 0.7 title 'orthogonal, L = 2', \
  'starts.csv' using (strcol(1) eq 'conflict' && strcol(2) eq 'jepa' && $3 == 3 && strcol(4) eq 'orthogonal' ? 1.0913*$5 : NaN):15:16:17 skip 1 with yerrorlines lc rgb '#009e73' dt 1 pt 7 ps 0.7 title 'orthogonal, L = 3', \
  'starts.csv' using (strcol(1) eq 'conflict' && strcol(2) eq 'jepa' && $3 == 1 && strcol(4) eq 'gaussian' ? 0.9163*$5 : NaN):15:16:17 skip 1 with yerrorlines lc rgb '#0072b2' dt (4,3) pt 9 ps 0.7 title 'gaussian, L = 1', \
  'starts.csv' using (strcol(1) eq 'conflict' && strcol(2) eq 'jepa' && $3 == 2 && strcol(4) eq 'gaussian' ? 1.0296*$5 : NaN):15:16:17 skip 1 with yerrorlines lc rgb '#d55e00' dt (4,3) pt 9 ps 0.7 title 'gaussian, L = 2', \
  'starts.csv' using (strcol(1) eq 'conflict' && strcol(2) eq 'jepa' && $3 == 3 && strcol(4) eq 'gaussian' ? 1.1568*$5 : NaN):15:16:17 skip 1 with yerrorlines lc rgb '#009e73' dt (4,3) pt 9 ps 0.7 title 'gaussian, L = 3'
set title 'MAE: lambda and rho name the same feature'
set xlabel 'start epsilon (encoder amplitude)' offset 0,0.4
set ylabel 'predicted feature first' offset 1,0
set key on
plot 'starts.csv' using (strcol(1) eq 'agreement' && strcol(2) eq 'mae' && $3 == 1 && strcol(4) eq 'orthogonal' ? 0.8644*$5 : NaN):15:16:17 skip 1 with yerrorlines lc rgb '#0072b2' dt 1 pt 7 ps 0.7 title 'orthogonal, L = 1', \
  'starts.csv' using (strcol(1) eq 'agreement' && strcol(2) eq 'mae' && $3 == 2 && strcol(4) eq 'orthogonal' ? 0.9713*$5 : NaN):15:16:17 skip 1 with yerrorlines lc rgb '#d55e00' dt 1 pt 7 ps 0.7 title 'orthogonal, L = 2', \
  'starts.csv' using (strcol(1) eq 'agreement' && strcol(2) eq 'mae' && $3 == 3 && strcol(4) eq 'orthogonal' ? 1.0913*$5 : NaN):15:16:17 skip 1 with yerrorlines lc rgb '#009e73' dt 1 pt 7 ps 0.7 title 'orthogonal, L = 3', \
  'starts.csv' using (strcol(1) eq 'agreement' && strcol(2) eq 'mae' && $3 == 1 && strcol(4) eq 'gaussian' ? 0.9163*$5 : NaN):15:16:17 skip 1 with yerrorlines lc rgb '#0072b2' dt (4,3) pt 9 ps 0.7 title 'gaussian, L = 1', \
  'starts.csv' using (strcol(1) eq 'agreement' && strcol(2) eq 'mae' && $3 == 2 && strcol(4) eq 'gaussian' ? 1.0296*$5 : NaN):15:16:17 skip 1 with yerrorlines lc rgb '#d55e00' dt (4,3) pt 9 ps 0.7 title 'gaussian, L = 2', \
  'starts.csv' using (strcol(1) eq 'agreement' && strcol(2) eq 'mae' && $3 == 3 && strcol(4) eq 'gaussian' ? 1.1568*$5 : NaN):15:16:17 skip 1 with yerrorlines lc rgb '#009e73' dt (4,3) pt 9 ps 0.7 title 'gaussian, L = 3'
set title 'MAE: lambda and rho in conflict'
set xlabel 'start epsilon (encoder amplitude)' offset 0,0.4
unset ylabel
unset key
plot 'starts.csv' using (strcol(1) eq 'conflict' && strcol(2) eq 'mae' && $3 == 1 && strcol(4) eq 'orthogonal' ? 0.8644*$5 : NaN):15:16:17 skip 1 with yerrorlines lc rgb '#0072b2' dt 1 pt 7 ps 0.7 title 'orthogonal, L = 1', \
  'starts.csv' using (strcol(1) eq 'conflict' && strcol(2) eq 'mae' && $3 == 2 && strcol(4) eq 'orthogonal' ? 0.9713*$5 : NaN):15:16:17 skip 1 with yerrorlines lc rgb '#d55e00' dt 1 pt 7 ps 0.7 title 'orthogonal, L = 2', \
  'starts.csv' using (strcol(1) eq 'conflict' && strcol(2) eq 'mae' && $3 == 3 && strcol(4) eq 'orthogonal' ? 1.0913*$5 : NaN):15:16:17 skip 1 with yerrorlines lc rgb '#009e73' dt 1 pt 7 ps 0.7 title 'orthogonal, L = 3', \
  'starts.csv' using (strcol(1) eq 'conflict' && strcol(2) eq 'mae' && $3 == 1 && strcol(4) eq 'gaussian' ? 0.9163*$5 : NaN):15:16:17 skip 1 with yerrorlines lc rgb '#0072b2' dt (4,3) pt 9 ps 0.7 title 'gaussian, L = 1', \
  'starts.csv' using (strcol(1) eq 'conflict' && strcol(2) eq 'mae' && $3 == 2 && strcol(4) eq 'gaussian' ? 1.0296*$5 : NaN):15:16:17 skip 1 with yerrorlines lc rgb '#d55e00' dt (4,3) pt 9 ps 0.7 title 'gaussian, L = 2', \
  'starts.csv' using (strcol(1) eq 'conflict' && strcol(2) eq 'mae' && $3 == 3 && strcol(4) eq 'gaussian' ? 1.1568*$5 : NaN):15:16:17 skip 1 with yerrorlines lc rgb '#009e73' dt (4,3) pt 9 ps 0.7 title 'gaussian, L = 3'
unset multiplot
