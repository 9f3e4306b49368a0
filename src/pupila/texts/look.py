"""Sentences about data that are looked at: pictures, the page of `pupila look`, what a network saw of a photo."""

TEXTS: dict[str, tuple[str, str]] = {
    "look.no_example": (
        "'{name}' has no example '{example}'. Give a row from 0 to {last}, or an id such as '{id}'.",
        "'{name}' no tiene ningún ejemplo '{example}'. Dé una fila de 0 a {last}, o un id como '{id}'.",
    ),
    # One image
    "look.closeup": (
        "{name}: {shape} (height × width × channels), values from {low} to {high}",
        "{name}: {shape} (alto × ancho × canales), valores de {low} a {high}",
    ),
    "look.closeup_grey": (
        "{count:,} numbers: 0 is black, 255 is white. Along the edges: rows and columns of pixels.",
        "{count:,} números: 0 es negro y 255, blanco. En los bordes: filas y columnas de píxeles.",
    ),
    "look.closeup_colour": (
        "{count:,} numbers: each pixel has three, how much red, green and blue there is in it, from 0 to 255. "
        "Together the three channels make the image. Along the edges: rows and columns of pixels.",
        "{count:,} números: cada píxel tiene tres, cuánto rojo, verde y azul hay en él, de 0 a 255. "
        "Juntos, los tres canales forman la imagen. En los bordes: filas y columnas de píxeles.",
    ),
    "look.image": ("image", "imagen"),
    "look.red": ("red", "rojo"),
    "look.green": ("green", "verde"),
    "look.blue": ("blue", "azul"),
    # Balance and sizes
    "look.balance_title": ("Images by class", "Imágenes por clase"),
    "look.balance_even": (
        "Every class has the same number of images, {count:,}.",
        "Todas las clases tienen el mismo número de imágenes, {count:,}.",
    ),
    "look.balance": (
        "The largest class has {many:,} images, {times:.1f} times as many as the smallest ({few:,}).",
        "La clase mayor tiene {many:,} imágenes, {times:.1f} veces las de la menor ({few:,}).",
    ),
    "look.balance_empty": (
        "The largest class has {many:,} images; one class or more has none.",
        "La clase mayor tiene {many:,} imágenes; alguna clase no tiene ninguna.",
    ),
    "look.balance_cut": (
        "Shown: the {largest} largest and the {smallest} smallest classes.",
        "Se muestran las {largest} clases mayores y las {smallest} menores.",
    ),
    "look.classes_more": ("... and {count:,} more classes.", "... y {count:,} clases más."),
    "look.sizes_title": ("Sizes of the images", "Tamaños de las imágenes"),
    "look.sizes_same": (
        "All images measure {size} (height × width).",
        "Todas las imágenes miden {size} (alto × ancho).",
    ),
    "look.sizes": (
        "{distinct:,} different sizes (height × width): the smallest is {smallest}, the median {median}, the largest "
        "{largest}.",
        "{distinct:,} tamaños distintos (alto × ancho): el menor es {smallest}, el mediano {median} y el mayor "
        "{largest}.",
    ),
    "look.sizes_axes": (
        "width to the right, height upwards; squares lie on the line",
        "ancho hacia la derecha, alto hacia arriba; en la línea, los cuadrados",
    ),
    "look.part_train": ("{count:,} for training", "{count:,} para entrenar"),
    "look.part_val": ("{count:,} for validation", "{count:,} para validar"),
    "look.part_test": ("{count:,} for testing", "{count:,} de prueba"),
    # The page
    "look.title": ("A look at the data", "Un vistazo a los datos"),
    "look.nav": ("On this page", "En esta página"),
    "look.meta_images": ("Images", "Imágenes"),
    "look.meta_classes": ("Classes", "Clases"),
    "look.meta_shape": ("Height × width × channels", "Alto × ancho × canales"),
    "look.meta_parts": ("Parts", "Particiones"),
    "look.section_grid": ("Examples", "Ejemplos"),
    "look.section_balance": ("Classes", "Clases"),
    "look.section_sizes": ("Sizes", "Tamaños"),
    "look.section_image": ("One image", "Una imagen"),
    "look.section_augmented": ("Augmented", "Con aumento"),
    "look.section_notes": ("Notes", "Observaciones"),
    "look.grid_help": (
        "The first examples of each class in turn, as the network would get them, with the name of their class.",
        "Los primeros ejemplos de cada clase, por turnos, tal como los recibiría la red, con el nombre de su clase.",
    ),
    "look.augmented_help": (
        "In the frame the original; then versions of it made with {lines}. Training sees another one in every epoch.",
        "En el marco, el original; después, versiones hechas con {lines}. El entrenamiento ve otra en cada época.",
    ),
    "look.alt_grid": ("{count} examples with their class names", "{count} ejemplos con el nombre de su clase"),
    "look.alt_augmented": ("{id} and {count} augmented versions of it", "{id} y {count} versiones aumentadas"),
    "look.head_class": ("class", "clase"),
    "look.head_images": ("images", "imágenes"),
    "look.head_share": ("share", "proporción"),
    "look.left_out": (
        "Files that could not be used and were left out: {count:,}.",
        "Archivos que no se pudieron usar y se dejaron fuera: {count:,}.",
    ),
    "look.footer": (
        "Made by Pupila. Everything on this page is in this one file; nothing is fetched or sent.",
        "Hecho con Pupila. Todo lo que muestra esta página está en este único archivo; no se descarga ni se envía nada.",
    ),
    "look.skip": ("Skip to the examples", "Saltar a los ejemplos"),
    # What the network saw of a photo
    "look.saw_title": ("The photo, and what the network saw of it", "La foto, y lo que vio de ella la red"),
    "look.saw_help": (
        "To the left the photo as it lies on disk, made small here; to the right the pixels that the network read.",
        "A la izquierda, la foto tal como está en el disco, reducida aquí; a la derecha, los píxeles que leyó la red.",
    ),
    "look.saw_grey": (
        "Every photo was turned to grey, one number a pixel.",
        "Cada foto se pasó a gris, un número por píxel.",
    ),
    "look.saw_colour": (
        "Every photo was read as three channels: red, green and blue.",
        "Cada foto se leyó como tres canales: rojo, verde y azul.",
    ),
    "look.saw_unit": (
        "Its values from 0 to 255 were divided by 255.",
        "Sus valores, de 0 a 255, se dividieron entre 255.",
    ),
    "look.saw_standardise": (
        "Its values from 0 to 255 were divided by 255; then, channel by channel, the mean of the training images was "
        "taken away and the result divided by their standard deviation.",
        "Sus valores, de 0 a 255, se dividieron entre 255; después, canal por canal, se restó la media de las imágenes "
        "de entrenamiento y se dividió el resultado entre su desviación típica.",
    ),
    "look.saw_same": (
        "{before}, left at its size.",
        "{before}; conserva su tamaño.",
    ),
    "look.saw_scaled": (
        "From {before} to {after}, in the same proportions.",
        "De {before} a {after}, con las mismas proporciones.",
    ),
    "look.saw_narrowed": (
        "From {before} to {after}: next to its height, the width shrank to {share:.0%}.",
        "De {before} a {after}: frente al alto, el ancho se redujo al {share:.0%}.",
    ),
    "look.saw_widened": (
        "From {before} to {after}: next to its height, the width grew to {share:.0%}.",
        "De {before} a {after}: frente al alto, el ancho creció hasta el {share:.0%}.",
    ),
    "look.saw_photo": ("{id}: the photo, {size} (height × width)", "{id}: la foto, {size} (alto × ancho)"),
    "look.saw_seen": ("{id}: what the network saw, {size}", "{id}: lo que vio la red, {size}"),
    "look.saw_photo_head": ("photo", "foto"),
    "look.saw_seen_head": ("network", "red"),
    # A run in a notebook
    "look.run_errors": ("Its most confident errors", "Sus errores más seguros"),
    "look.run_random": ("Answers at random", "Respuestas al azar"),
    "look.run_taken": (
        "{label}, taken for {predicted} ({confidence})",
        "{label}, identificada como {predicted} ({confidence})",
    ),
    "look.run_right": ("{label}, recognised ({confidence})", "{label}, reconocida ({confidence})"),
    "look.run_report": ("The whole report: {path}", "El informe completo: {path}"),
}
