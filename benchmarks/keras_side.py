"""Train one of the notebooks' networks in Keras on TensorFlow, in its best form, and print one JSON line.

    python benchmarks/keras_side.py n1 --arrays cifar10.npz --epochs 10 --threads 2

Best form means: float32 arrays already scaled and in memory, `fit` compiled, no callback, no validation inside the
timed part, and no global seed: after `keras.utils.set_random_seed`, Keras 3.15 on TensorFlow 2.21 repeats the same
batch order in every epoch, which costs N2 seven points. Whether XLA and several steps per execution help differs
from network to network, and so does computing in bfloat16 (Keras's policy "mixed_bfloat16"), which pays on processors
with matrix units only; `--jit`, `--steps-per-execution` and `--policy` choose, and RESULTS.md says what was chosen.

This file imports nothing of Pupila, so that it can run in an environment of its own.
"""

from __future__ import annotations

import os

from sides import ANSWER_ROUNDS, BATCH, EPOCHS, arguments_of, read_arrays, report, time_each

# Seen fastest on two cores among XLA on and off and 1 or 16 steps per execution. XLA pays for the perceptron alone; on
# N1 it halves the speed, on N4 it costs more than half of it.
BEST: dict[str, dict[str, bool | int]] = {name: {"jit": False, "steps": 1} for name in BATCH}
BEST["n4"] = {"jit": False, "steps": 16}
BEST["n5"] = {"jit": True, "steps": 16}
BEST_ANSWERS = {"jit": False, "steps": 1}
POLICIES = ("float32", "mixed_bfloat16")


def build(name, image_shape, num_classes):
    """Build the notebook's network, ending in logits, as Keras layers."""
    from keras import Input, Sequential, layers

    def conv(filters, size=3, padding="valid", activation="relu"):
        return layers.Conv2D(filters, size, padding=padding, activation=activation)

    if name == "n1":
        body = [conv(32), layers.MaxPooling2D(2), conv(64), layers.MaxPooling2D(2), conv(64), layers.Flatten()]
        body += [layers.Dense(64, activation="relu")]
    elif name == "n2":
        body = []
        for filters in (32, 64, 128):
            body += [conv(filters, padding="same"), conv(filters, padding="same"), layers.MaxPooling2D(2)]
        body += [layers.Flatten()]
    elif name.startswith("n3"):
        regularised = name == "n3-regularised"
        body = []
        if regularised:
            body += [layers.RandomFlip("horizontal"), layers.RandomRotation(0.1), layers.RandomZoom(0.1)]
        for filters in (16, 32, 64):
            body += [conv(filters, padding="same"), layers.MaxPooling2D(2)]
        body += [layers.Dropout(0.2)] if regularised else []
        body += [layers.Flatten(), layers.Dense(128, activation="relu")]
    elif name == "n4":
        body = [conv(6, 5, "same", "tanh"), layers.AveragePooling2D(2), conv(16, 5, "valid", "tanh")]
        body += [layers.AveragePooling2D(2), conv(120, 5, "valid", "tanh"), layers.Flatten()]
        body += [layers.Dense(84, activation="tanh")]
    else:
        body = [layers.Flatten(), layers.Dense(128, activation="relu")]
    return Sequential([Input(image_shape), *body, layers.Dense(num_classes, dtype="float32")])


def compiled(name, arrays, arguments):
    """Return the network, compiled for training and answering, and how."""
    import keras

    best = BEST[name] if not arguments.predict else BEST_ANSWERS
    jit = best["jit"] if arguments.jit is None else bool(arguments.jit)
    steps = arguments.steps_per_execution or best["steps"]
    keras.mixed_precision.set_global_policy(arguments.policy)
    model = build(name, arrays["x_train"].shape[1:], int(arrays["y_train"].max()) + 1)
    model.compile(
        keras.optimizers.SGD(0.01) if name == "n4" else keras.optimizers.Adam(),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
        jit_compile=jit,
        steps_per_execution=steps,
    )
    return model, f"{arguments.policy}, XLA {'on' if jit else 'off'}, {steps} step(s) per execution"


def main() -> None:
    parser = arguments_of(__doc__)
    parser.add_argument("--val", type=float, default=0.0, help="hold out this part of the training set")
    parser.add_argument("--predict", type=int, metavar="BATCH", help="answer for the test images instead of training")
    parser.add_argument("--jit", type=int, choices=(0, 1))
    parser.add_argument("--steps-per-execution", type=int)
    parser.add_argument("--policy", choices=POLICIES, default="float32")
    arguments = parser.parse_args()

    os.environ["KERAS_BACKEND"] = "tensorflow"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    import keras
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(arguments.threads)
    tf.config.threading.set_inter_op_parallelism_threads(arguments.threads)
    name, arrays = arguments.network, read_arrays(arguments.arrays, arguments.val)
    model, form = compiled(name, arrays, arguments)
    facts = {"framework": f"keras {keras.__version__}, tensorflow {tf.__version__}", "network": name, "form": form}
    facts |= {"parameters": model.count_params(), "threads": arguments.threads}
    if arguments.predict:
        images = arrays["x_test"]
        seconds = time_each(lambda: model.predict(images, batch_size=arguments.predict, verbose=0), ANSWER_ROUNDS)
        report(seconds, len(images), **{**facts, "form": f"{form}, {arguments.predict} images a batch"})
        return
    epochs, batch_size, x, y = arguments.epochs or EPOCHS[name], BATCH[name], arrays["x_train"], arrays["y_train"]
    seconds = time_each(lambda: model.fit(x, y, batch_size=batch_size, epochs=1, verbose=0), epochs)
    for part in ("val", "test"):
        if f"x_{part}" in arrays:
            loss, accuracy = model.evaluate(arrays[f"x_{part}"], arrays[f"y_{part}"], batch_size=500, verbose=0)
            facts[part] = {"loss": loss, "accuracy": accuracy, "n": len(arrays[f"y_{part}"])}
    report(seconds, len(x), **facts, epochs=epochs)


if __name__ == "__main__":
    main()
