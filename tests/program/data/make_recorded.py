"""Makes the recorded data beside it from what Debian packages ship: `/usr/bin/python3 make_recorded.py [DIRECTORY]`.

digits.npz     python3-sklearn: 1797 images of handwritten digits, 8 x 8 pixels of 0..16, without the three pixels that
               are always 0 (E. Alpaydin, C. Kaynak, "Optical Recognition of Handwritten Digits", UCI, 1998; CC BY 4.0)
heartbeat.npz  python3-scipy: the first two minutes of an electrocardiogram at 360 Hz, in frames of 16 samples, 44 ms
               (record 208 of the MIT-BIH Arrhythmia Database; G. B. Moody, R. G. Mark, 2001; ODC-BY)
"""

import sys
from pathlib import Path

import numpy as np

FRAME = 16
SECONDS, RATE = 120, 360


def digits():
    from sklearn.datasets import load_digits

    images = load_digits().data
    return images[:, images.std(0) > 0].astype(np.uint8)


def heartbeat():
    import scipy.misc

    with np.load(Path(scipy.misc.__file__).parent / "ecg.dat") as archive:
        return archive["ecg"][: SECONDS * RATE].reshape(-1, FRAME)


def main():
    directory = Path(sys.argv[1] if len(sys.argv) > 1 else __file__).resolve()
    directory = directory if directory.is_dir() else directory.parent
    np.savez_compressed(directory / "digits.npz", data=digits())
    np.savez_compressed(directory / "heartbeat.npz", data=heartbeat())


if __name__ == "__main__":
    main()
