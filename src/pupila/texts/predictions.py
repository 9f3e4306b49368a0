"""Sentences about the answers of a classifier."""

TEXTS: dict[str, tuple[str, str]] = {
    # Unsure
    "predictions.mark": ("unsure", "no lo sé"),
    "predictions.mark_long": ("Unsure: like nothing in training", "No lo sé: no se parece a nada visto"),
    "predictions.why_unsure": (
        "Unsure: what the network's layers see here lies {distance:.3f} away from the nearest training images, and "
        "{within:.1%} of the {n:,} validation images lie within {threshold:.3f}. It looks like nothing in training; "
        "'{name}' is only the nearest class. --always-answer turns this off.",
        "No lo sé: lo que ven aquí las capas de la red dista {distance:.3f} de las imágenes de entrenamiento más "
        "cercanas, y el {within:.1%} de las {n:,} imágenes de validación está a menos de {threshold:.3f}. No se parece "
        "a nada del entrenamiento; '{name}' es solo la clase más cercana. --always-answer lo desactiva.",
    ),
    "predictions.why_some": (
        "Unsure: {count:,} of {total:,} images. What the network's layers see of them lies more than {threshold:.3f} away "
        "from the nearest training images; {within:.1%} of the {n:,} validation images lie nearer. They look like "
        "nothing in training, and the class is only the nearest one. --always-answer turns this off.",
        "No lo sé: {count:,} de {total:,} imágenes. Lo que ven de ellas las capas de la red dista más de {threshold:.3f} "
        "de las imágenes de entrenamiento más cercanas; el {within:.1%} de las {n:,} imágenes de validación está más "
        "cerca. No se parecen a nada del entrenamiento, y la clase es solo la más cercana. --always-answer lo desactiva.",
    ),
    "predictions.no_gate_old": (
        "This run never says 'unsure': a version of Pupila that could not yet do so trained it. It answers for every "
        "image, also for one that looks like nothing in training; train again to change that.",
        "Esta ejecución nunca dice 'no lo sé': la entrenó una versión de Pupila que aún no sabía hacerlo. Responde a "
        "toda imagen, también a la que no se parece a nada del entrenamiento; entrene de nuevo para cambiarlo.",
    ),
    "predictions.no_gate_few": (
        "This run never says 'unsure': it takes {least} validation images to learn when, and it had {n}. It answers for "
        "every image, also for one that looks like nothing in training; see split.val.",
        "Esta ejecución nunca dice 'no lo sé': para aprender cuándo decirlo hacen falta {least} imágenes de validación, "
        "y tuvo {n}. Responde a toda imagen, también a la que no se parece a nada del entrenamiento; vea split.val.",
    ),
    "predictions.distance": (
        "{distance:.3f} away from training, where {threshold:.3f} is the limit",
        "a {distance:.3f} del entrenamiento, y el límite es {threshold:.3f}",
    ),
    "predictions.report_unsure": (
        "Shown a new image, this classifier answers 'unsure' when what its layers see of it lies more than "
        "{threshold:.3f} away from the nearest training images. Of the {n:,} validation images {declined:,} lie "
        "farther ({share:.1%}): so many good images are declined as the price of noticing others. Some strange images "
        "pass all the same.",
        "Ante una imagen nueva, este clasificador responde 'no lo sé' si lo que ven de ella sus capas dista más de "
        "{threshold:.3f} de las imágenes de entrenamiento más cercanas. De las {n:,} imágenes de validación, {declined:,} "
        "están más lejos ({share:.1%}): es el precio, en imágenes buenas rechazadas, de advertir las ajenas. Aun así, "
        "algunas imágenes extrañas pasan.",
    ),
    "predictions.report_never": (
        "This classifier answers for every image, also for one that looks like nothing in training: it takes {least} "
        "validation images to learn when to say 'unsure', and it had {n}.",
        "Este clasificador responde a toda imagen, también a la que no se parece a nada del entrenamiento: para aprender "
        "cuándo decir 'no lo sé' hacen falta {least} imágenes de validación, y tuvo {n}.",
    ),
    # Notes on one file
    "predictions.note_animation": (
        "'{path}' is animated or has several pages: only its first picture is used.",
        "'{path}' es una animación o tiene varias páginas: solo se usa su primera imagen.",
    ),
    "predictions.note_extension": (
        "The extension of '{path}' does not match its content; the content was believed.",
        "La extensión de '{path}' no corresponde a su contenido; se ha hecho caso al contenido.",
    ),
    # Listed and drawn
    "predictions.rest": (
        "The other {count:,} classes together: {share:.1%}",
        "Las otras {count:,} clases juntas: {share:.1%}",
    ),
    "predictions.drawn": (
        "The first {shown:,} of {count:,} are shown.",
        "Se muestran las primeras {shown:,} de {count:,}.",
    ),
    "predictions.plot_kind": (
        "'{path}' ends in none of {valid}: --plot writes a PNG picture or an HTML page. Choose a name with such an ending.",
        "'{path}' no termina en ninguno de {valid}: --plot escribe una imagen PNG o una página HTML. Elija un nombre con una de esas terminaciones.",
    ),
    "predictions.plot_taken": (
        "'{path}' is there already and --plot did not write it, so it stays as it is. --plot takes the name of a new file; the images to predict stand alone.",
        "'{path}' ya existe y no lo escribió --plot, así que se queda como está. --plot lleva el nombre de un archivo nuevo; las imágenes que se predicen van aparte.",
    ),
    "predictions.title": ("Predictions", "Predicciones"),
    "predictions.count_images": ("Images: {count:,}.", "Imágenes: {count:,}."),
    "predictions.count_unread": ("Not readable: {count:,}.", "Ilegibles: {count:,}."),
    "predictions.colours": (
        "Where the folder's name is a class it is taken for the true one: right answers are blue, wrong ones red.",
        "Donde el nombre de la carpeta es una clase, se toma por la verdadera: los aciertos van en azul, los errores en rojo.",
    ),
    "predictions.unread": ("not readable", "ilegible"),
    "predictions.truth": ("true class: {label}", "clase verdadera: {label}"),
    "predictions.true_class": ("True class:", "Clase verdadera:"),
    "predictions.hit": ("right", "acierto"),
    "predictions.miss": ("wrong", "error"),
    "predictions.alt": ("{file}, taken for {name}", "{file}, identificada como {name}"),
    "predictions.footer": (
        "Made by Pupila from the images and the run alone.",
        "Hecho por Pupila solo con las imágenes y la ejecución.",
    ),
}
