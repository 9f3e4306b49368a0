"""Read a folder of images once with Keras's `image_dataset_from_directory` and print one JSON line.

    python benchmarks/keras_folder_side.py FOLDER --size 180 --batch 32

The time is that of listing the files and of one pass over all batches, on all cores (Keras reads with AUTOTUNE) and
without importing TensorFlow; shuffling, which costs a little, is off. `--batch 0` is one image at a time, unbatched.

This file imports nothing of Pupila, so that it can run in an environment of its own.
"""

from __future__ import annotations

import argparse
import os

from sides import report, time_each


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("--size", type=int, default=180)
    parser.add_argument("--batch", type=int, default=32)
    arguments = parser.parse_args()
    os.environ["KERAS_BACKEND"] = "tensorflow"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    import keras
    import tensorflow as tf

    tf.zeros(1).numpy()  # the first use starts TensorFlow, which is no reading
    seen = 0

    def read():
        nonlocal seen
        batches = keras.utils.image_dataset_from_directory(
            arguments.folder,
            image_size=(arguments.size, arguments.size),
            batch_size=arguments.batch or None,
            shuffle=False,
            verbose=False,
        )
        for images, _ in batches:
            seen += len(images) if arguments.batch else 1

    seconds = time_each(read, 1)
    report(
        seconds,
        seen,
        framework=f"keras {keras.__version__}, tensorflow {tf.__version__}",
        form=f"{arguments.batch} images a batch" if arguments.batch else "unbatched",
    )


if __name__ == "__main__":
    main()
