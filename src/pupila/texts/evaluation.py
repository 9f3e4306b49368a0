"""Sentences about figures that cannot be computed."""

TEXTS: dict[str, tuple[str, str]] = {
    "evaluation.no_examples": (
        "There are no examples to evaluate. Pass at least one, or leave this split out.",
        "No hay ejemplos que evaluar. Pase al menos uno o prescinda de esta partición.",
    ),
    "evaluation.shape": (
        "Probabilities of shape {got} came; expected (examples, classes), one row for each example.",
        "Llegaron probabilidades con forma {got}; se esperaba (ejemplos, clases), una fila por ejemplo.",
    ),
    "evaluation.not_probabilities": (
        "Row {row} holds no probabilities: it sums to {total:.4g} and its smallest value is {low:.4g}. "
        "Were logits passed? Apply softmax to each row first.",
        "La fila {row} no contiene probabilidades: suma {total:.4g} y su valor mínimo es {low:.4g}. "
        "¿Ha pasado logits? Aplique antes softmax a cada fila.",
    ),
    "evaluation.lengths": (
        "{what} of shape {got} came with {expected} rows of probabilities. Pass exactly one for each row.",
        "Llegó {what} con forma {got} para {expected} filas de probabilidades. Pase exactamente uno por fila.",
    ),
    "evaluation.label_type": (
        "Labels of type {got} came; expected integers, the index of each true class.",
        "Llegaron etiquetas de tipo {got}; se esperaban enteros, el índice de cada clase verdadera.",
    ),
    "evaluation.label_range": (
        "Row {row} has label {label}, but the classes run from 0 to {last}. "
        "Do labels and probabilities come from the same data?",
        "La fila {row} tiene la etiqueta {label}, pero las clases van de 0 a {last}. "
        "¿Proceden las etiquetas y las probabilidades de los mismos datos?",
    ),
    "evaluation.class_names": (
        "{got} class names came for {expected} columns of probabilities. Pass one name for each class.",
        "Llegaron {got} nombres de clase para {expected} columnas de probabilidades. Pase un nombre por clase.",
    ),
    "evaluation.successes": (
        "{successes} successes out of {trials} trials came; expected a count between 0 and the number of trials.",
        "Llegaron {successes} aciertos de {trials} intentos; se esperaba un recuento entre 0 y el número de intentos.",
    ),
    "evaluation.num_bins": (
        "{got} bins were asked for; expected at least one.",
        "Se pidieron {got} intervalos; se esperaba al menos uno.",
    ),
    "evaluation.gallery_count": (
        "A gallery of {got} pictures was asked for; expected zero or more.",
        "Se pidió una galería de {got} imágenes; se esperaba cero o más.",
    ),
}
