"""Sentences about training."""

TEXTS: dict[str, tuple[str, str]] = {
    "training.nesterov_without_momentum": (
        "Nesterov's step needs a momentum. Set train.momentum, for instance to 0.9, or train.nesterov to false.",
        "El paso de Nesterov necesita un momento. Ponga train.momentum, por ejemplo, a 0.9, o train.nesterov a false.",
    ),
    "training.diverged": (
        "Training diverged: the loss was {loss} at step {step} of epoch {epoch}, with learning rate {rate:.3g}, on {images}. "
        "The state after epoch {last_good} is kept. Try a smaller train.learning_rate.",
        "El entrenamiento divergió: la pérdida fue {loss} en el paso {step} de la época {epoch}, con tasa de aprendizaje "
        "{rate:.3g}, con {images}. Se conserva el estado tras la época {last_good}. Pruebe con un train.learning_rate menor.",
    ),
    "training.diverged_at_once": (
        "Training diverged: the loss was {loss} at step {step} of epoch {epoch}, with learning rate {rate:.3g}, on {images}; "
        "no epoch was finished before. Try a smaller train.learning_rate.",
        "El entrenamiento divergió: la pérdida fue {loss} en el paso {step} de la época {epoch}, con tasa de aprendizaje "
        "{rate:.3g}, con {images}; no se había terminado ninguna época. Pruebe con un train.learning_rate menor.",
    ),
    "training.samples": (
        "An epoch saw {seen:,} images where {expected:,} were expected. This is a fault of Pupila: please report it.",
        "Una época vio {seen:,} imágenes donde se esperaban {expected:,}. Es un fallo de Pupila: por favor, comuníquelo.",
    ),
    "training.no_checkpoint": (
        "There is no usable checkpoint in '{path}' ({damaged} damaged). Train again from the start.",
        "No hay ningún punto de control utilizable en '{path}' ({damaged} dañados). Entrene de nuevo desde el principio.",
    ),
    "training.other_run": (
        "The checkpoint in '{path}' belongs to another run, or recipe.toml or environment.json were changed after it was "
        "written. Put the run's own files back, or train again.",
        "El punto de control de '{path}' es de otra ejecución, o recipe.toml o environment.json se cambiaron después de "
        "escribirlo. Restaure los archivos propios de la ejecución o entrene de nuevo.",
    ),
    "training.other_network": (
        "The checkpoint belongs to another network ({reason}). Resume with the recipe that the run began with.",
        "El punto de control es de otra red ({reason}). Reanude con la receta con la que empezó la ejecución.",
    ),
}
