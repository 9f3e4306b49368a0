"""Train N5's perceptron with scikit-learn's MLPClassifier and print one JSON line.

    python benchmarks/sklearn_side.py n5 --arrays fashion.npz --epochs 4 --threads 2

The same layers, batch, Adam and number of epochs; float32 arrays in memory, no penalty on weights, one `partial_fit` an
epoch. What it lacks: convolutions, augmentation, dropout, a measured epoch (validation), schedules for Adam, graphics
cards. It starts as Glorot's uniform distribution does, so accuracies are comparable.

This file imports nothing of Pupila.
"""

from __future__ import annotations

import os

from sides import BATCH, EPOCHS, arguments_of, read_arrays, report, time_each


def main() -> None:
    arguments = arguments_of(__doc__, ("n5",)).parse_args()
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = str(arguments.threads)
    import numpy as np
    import sklearn
    from sklearn.neural_network import MLPClassifier

    arrays = read_arrays(arguments.arrays)
    x, y = arrays["x_train"].reshape(len(arrays["x_train"]), -1), arrays["y_train"]
    model = MLPClassifier((128,), solver="adam", alpha=0.0, batch_size=BATCH["n5"], learning_rate_init=0.001)
    epochs, classes = arguments.epochs or EPOCHS["n5"], np.unique(y)
    seconds = time_each(lambda: model.partial_fit(x, y, classes=classes), epochs)
    right = model.predict(arrays["x_test"].reshape(len(arrays["x_test"]), -1)) == arrays["y_test"]
    report(
        seconds,
        len(x),
        framework=f"scikit-learn {sklearn.__version__}",
        network="n5",
        form=f"{model.coefs_[0].dtype}, one partial_fit an epoch",
        parameters=sum(one.size for one in [*model.coefs_, *model.intercepts_]),
        threads=arguments.threads,
        epochs=epochs,
        test={"accuracy": float(right.mean()), "n": len(right)},
    )


if __name__ == "__main__":
    main()
