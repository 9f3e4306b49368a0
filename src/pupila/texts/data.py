"""Sentences about data sets, image files, downloads and splits."""

TEXTS: dict[str, tuple[str, str]] = {
    # One image file
    "data.image_empty": (
        "'{path}' is empty (0 bytes). Copy it again from where it came, or remove it.",
        "'{path}' está vacío (0 bytes). Vuelva a copiarlo de su origen o elimínelo.",
    ),
    "data.image_too_many_bytes": (
        "'{path}' is larger than {limit} MB. Save the picture smaller, or as JPEG.",
        "'{path}' ocupa más de {limit} MB. Guarde la imagen más pequeña o en formato JPEG.",
    ),
    "data.image_too_large": (
        "'{path}' says that it has more than {limit} million pixels, or a side above {side}, and was not unpacked. Reduce the picture first.",
        "'{path}' declara más de {limit} millones de píxeles, o un lado mayor que {side}, y no se ha descomprimido. Reduzca antes la imagen.",
    ),
    "data.image_overlong": (
        "'{path}' is put together in a way that would take minutes to unpack, and was left alone. Open it in an image program and save it again.",
        "'{path}' está construido de forma que descomprimirlo tardaría minutos, y no se ha tocado. Ábralo en un programa de imágenes y guárdelo de nuevo.",
    ),
    "data.image_format": (
        "'{path}' is not an image of a kind that can be read here ({valid}). Convert it, or remove it from the folder.",
        "'{path}' no es una imagen de un tipo que se pueda leer aquí ({valid}). Conviértala o retírela de la carpeta.",
    ),
    "data.image_broken": (
        "'{path}' is damaged and cannot be decoded ({reason}). Copy it again from where it came, or remove it.",
        "'{path}' está dañado y no se puede decodificar ({reason}). Vuelva a copiarlo de su origen o elimínelo.",
    ),
    "data.image_float": (
        "'{path}' holds floating-point values, whose range is unknown. Save it with 8 or 16 bits per channel.",
        "'{path}' contiene valores de coma flotante, cuyo rango se desconoce. Guárdela con 8 o 16 bits por canal.",
    ),
    "data.image_depth": (
        "'{path}' holds values outside 0 to 65,535. Save it with 8 or 16 bits per channel.",
        "'{path}' contiene valores fuera de 0 a 65.535. Guárdela con 8 o 16 bits por canal.",
    ),
    "data.image_special": (
        "'{path}' is a pipe, a socket or a device, not a file; it was not opened. Remove it from the folder.",
        "'{path}' es una tubería, un socket o un dispositivo, no un archivo; no se ha abierto. Retírelo de la carpeta.",
    ),
    "data.image_missing": (
        "'{path}' is not there. Check the path.",
        "'{path}' no existe. Compruebe la ruta.",
    ),
    "data.image_unreadable": (
        "'{path}' cannot be read: permission denied. Change the permissions of the file, or remove it.",
        "No se puede leer '{path}': permiso denegado. Cambie los permisos del archivo o elimínelo.",
    ),
    "data.image_refused": (
        "'{path}' cannot be read: {reason}. Check the path, and the disk that the file lies on.",
        "No se puede leer '{path}': {reason}. Compruebe la ruta y el disco en el que está el archivo.",
    ),
    "data.image_broken_link": (
        "'{path}' is a link to a file that is not there. Mend the link, or remove it.",
        "'{path}' es un enlace a un archivo que no existe. Repare el enlace o elimínelo.",
    ),
    # Notes
    "data.note_animation": (
        "{count} animated or many-page images: only the first picture of each is used ({paths}).",
        "{count} imágenes animadas o de varias páginas: solo se usa la primera imagen de cada una ({paths}).",
    ),
    "data.note_extension": (
        "{count} files have an extension that does not match their content; the content was believed ({paths}).",
        "{count} archivos tienen una extensión que no corresponde a su contenido; se ha hecho caso al contenido ({paths}).",
    ),
    "data.note_default_size": (
        "The images have {sizes} different sizes; they were resized to {height}×{width}. Choose another with --set data.image_size.",
        "Las imágenes tienen {sizes} tamaños distintos; se han reescalado a {height}×{width}. Elija otro con --set data.image_size.",
    ),
    "data.note_scaled_unit": (
        "The images of '{path}' are floats between 0 and 1; they were multiplied by 255 and rounded.",
        "Las imágenes de '{path}' son números decimales entre 0 y 1; se han multiplicado por 255 y redondeado.",
    ),
    "data.note_rounded": (
        "The images of '{path}' are floats between 0 and 255; they were rounded to whole numbers.",
        "Las imágenes de '{path}' son números decimales entre 0 y 255; se han redondeado a enteros.",
    ),
    "data.note_empty_classes": (
        "No training example has these classes: {names}. Do the labels start at 1? Subtract 1 from them.",
        "Ningún ejemplo de entrenamiento pertenece a estas clases: {names}. ¿Empiezan las etiquetas en 1? Réstele 1 a cada una.",
    ),
    # Folders
    "data.not_found": (
        "There is no file or folder '{path}'. Check the spelling, and the folder that you are in.",
        "No existe el archivo o la carpeta '{path}'. Compruebe cómo está escrito y en qué carpeta se encuentra usted.",
    ),
    "data.not_found_guess": (
        "There is no file or folder '{path}', nor a data set of that name. Did you mean '{guess}'? Data sets: {names}.",
        "No existe el archivo o la carpeta '{path}', ni un conjunto de datos con ese nombre. ¿Quería decir '{guess}'? Conjuntos de datos: {names}.",
    ),
    "data.unknown_kind": (
        "'{path}' is neither a folder nor an .npz file. Give a folder with one sub-folder per class, an .npz file, or one of: {names}.",
        "'{path}' no es una carpeta ni un archivo .npz. Indique una carpeta con una subcarpeta por clase, un archivo .npz o uno de estos nombres: {names}.",
    ),
    "data.folder_unreadable": (
        "The folder '{path}' cannot be read: {reason}. Check that you may read it.",
        "No se puede leer la carpeta '{path}': {reason}. Compruebe que tiene permiso para leerla.",
    ),
    "data.no_classes": (
        "'{path}' has no sub-folders. Put the images of each class into a sub-folder that bears the name of the class.",
        "'{path}' no tiene subcarpetas. Ponga las imágenes de cada clase en una subcarpeta que lleve el nombre de la clase.",
    ),
    "data.one_class": (
        "'{path}' has only one class ({found}); a classifier needs at least two. Add a class, or give the folder above.",
        "'{path}' solo tiene una clase ({found}); un clasificador necesita al menos dos. Añada otra clase o indique la carpeta superior.",
    ),
    "data.empty_class": (
        "No image can be read for these classes of '{path}': {names}. Add images to their folders, or remove the folders.",
        "No se puede leer ninguna imagen de estas clases de '{path}': {names}. Añada imágenes a sus carpetas o elimine las carpetas.",
    ),
    "data.class_not_in_train": (
        "These classes of '{path}' have no image in the training folder: {names}. Add some there, or remove the classes from the other folders.",
        "Estas clases de '{path}' no tienen imágenes en la carpeta de entrenamiento: {names}. Añádalas allí o retire las clases de las demás carpetas.",
    ),
    "data.folder_mixed": (
        "'{path}' holds other folders ({names}) beside train/val/test, so it is unclear what is a class. Move them out, or into train.",
        "'{path}' contiene otras carpetas ({names}) junto a train/val/test, y no queda claro qué es una clase. Sáquelas de ahí o muévalas a train.",
    ),
    "data.strict": (
        "Some files of '{path}' cannot be read ({count}: {names}), and data.strict is on. 'pupila look' tells the reasons; mend or remove the files.",
        "Hay archivos de '{path}' que no se pueden leer ({count}: {names}), y data.strict está activado. "
        "'pupila look' indica los motivos; repare o elimine los archivos.",
    ),
    # Arrays
    "data.npz_missing": (
        "'{path}' has no array '{missing}'; found: {found}. Needed are x_train and y_train; x_val, y_val, x_test, y_test go in pairs.",
        "'{path}' no contiene el array '{missing}'; se encontró: {found}. Se necesitan x_train e y_train; x_val, y_val, x_test e y_test van por parejas.",
    ),
    "data.npz_objects": (
        "'{path}' holds Python objects, which could run code and are never opened. Save plain arrays: labels as int64, class names as text.",
        "'{path}' contiene objetos de Python, que podrían ejecutar código y nunca se abren. "
        "Guarde arrays simples: etiquetas como int64 y nombres de clase como texto.",
    ),
    "data.npz_empty": (
        "'{path}' has no training example: y_train is empty.",
        "'{path}' no tiene ningún ejemplo de entrenamiento: y_train está vacío.",
    ),
    "data.npz_class_names": (
        "The class_names of '{path}' must be text, each name once, in the order of the labels.",
        "Los class_names de '{path}' deben ser texto, sin repetir ningún nombre y en el orden de las etiquetas.",
    ),
    "data.array_shape": (
        "'{name}' in {path} has shape {shape}. Expected (examples, height, width), with 1 or 3 channels last for a fourth dimension.",
        "'{name}' en {path} tiene la forma {shape}. Se esperaba (ejemplos, alto, ancho) y, si hay cuarta dimensión, 1 o 3 canales al final.",
    ),
    "data.array_channels_first": (
        "'{name}' in {path} has shape {shape}: the channels come first. Turn it with {name}.transpose(0, 2, 3, 1) and save it again.",
        "'{name}' en {path} tiene la forma {shape}: los canales van delante. Gírelo con {name}.transpose(0, 2, 3, 1) y guárdelo de nuevo.",
    ),
    "data.array_sizes": (
        "The images in {path} must all have one size; found {sizes}. Resize them before saving.",
        "Todas las imágenes de {path} deben tener el mismo tamaño; se encontró {sizes}. Reescálelas antes de guardarlas.",
    ),
    "data.array_type": (
        "'{name}' in {path} is of type {dtype}, which is no image. Save it as uint8, from 0 to 255.",
        "'{name}' en {path} es de tipo {dtype}, que no es una imagen. Guárdelo como uint8, de 0 a 255.",
    ),
    "data.array_range": (
        "'{name}' in {path} holds values from {low} to {high}. Expected finite values from 0 to 1 or from 0 to 255; rescale it and save it as uint8.",
        "'{name}' en {path} contiene valores de {low} a {high}. Se esperaban valores finitos de 0 a 1 o de 0 a 255; reescálelo y guárdelo como uint8.",
    ),
    "data.labels_shape": (
        "'{name}' in {path} has shape {shape}; expected one whole number per example. From one-hot rows take {name}.argmax(axis=1).",
        "'{name}' en {path} tiene la forma {shape}; se esperaba un número entero por ejemplo. Si son filas one-hot, use {name}.argmax(axis=1).",
    ),
    "data.labels_type": (
        "'{name}' in {path} is of type {dtype}; labels are whole numbers. First offenders: {offenders}. Save it as int64.",
        "'{name}' en {path} es de tipo {dtype}; las etiquetas son números enteros. Primeros casos: {offenders}. Guárdelo como int64.",
    ),
    "data.labels_range": (
        "'{name}' in {path} holds labels outside 0 to {last}. First offenders ([row] label): {offenders}. Correct or remove those examples.",
        "'{name}' en {path} contiene etiquetas fuera de 0 a {last}. Primeros casos ([fila] etiqueta): {offenders}. Corrija o retire esos ejemplos.",
    ),
    "data.labels_length": (
        "{path} has {images} images but {labels} labels in '{name}'; expected one label per image.",
        "{path} tiene {images} imágenes pero {labels} etiquetas en '{name}'; se esperaba una etiqueta por imagen.",
    ),
    # Archives and downloads
    "data.archive_damaged": (
        "'{path}' is damaged and cannot be read ({reason}). Make or download it again.",
        "'{path}' está dañado y no se puede leer ({reason}). Créelo o descárguelo de nuevo.",
    ),
    "data.archive_limit": (
        "'{path}' unpacks to far more than it should, and was left alone. Download it again from its official place.",
        "'{path}' se descomprime en mucho más de lo debido y no se ha tocado. Descárguelo de nuevo de su sitio oficial.",
    ),
    "data.archive_member": (
        "The file '{name}' in '{path}' comes twice or has a wrong length. Download the archive again.",
        "El archivo '{name}' dentro de '{path}' está repetido o tiene una longitud incorrecta. Descargue el archivo comprimido de nuevo.",
    ),
    "data.archive_count": (
        "'{path}' holds {found} of the {expected} files expected. Download it again.",
        "'{path}' contiene {found} de los {expected} archivos esperados. Descárguelo de nuevo.",
    ),
    "data.idx_header": (
        "'{path}' is no IDX file of bytes: it starts with {found} where {expected} was expected. Download it again.",
        "'{path}' no es un archivo IDX de bytes: empieza por {found} donde se esperaba {expected}. Descárguelo de nuevo.",
    ),
    "data.idx_length": (
        "'{path}' announces the shape {shape} but holds {found} bytes. It was cut or altered: download it again.",
        "'{path}' anuncia la forma {shape} pero contiene {found} bytes. Está cortado o alterado: descárguelo de nuevo.",
    ),
    "data.cifar_length": (
        "'{path}' has {found} bytes, which is not a whole number of records of {record}. Download it again.",
        "'{path}' tiene {found} bytes, que no es un número entero de registros de {record}. Descárguelo de nuevo.",
    ),
    "data.cifar_label": (
        "Record {row} of '{path}' has the label {label}; expected 0 to 9. Download it again.",
        "El registro {row} de '{path}' tiene la etiqueta {label}; se esperaba de 0 a 9. Descárguelo de nuevo.",
    ),
    "data.download": (
        "The download of {url} failed ({reason}). Check the network and try again, or put the data at {manual} yourself.",
        "Falló la descarga de {url} ({reason}). Revise la conexión e inténtelo de nuevo, o ponga usted los datos en {manual}.",
    ),
    "data.download_place": (
        "The download cannot be written to '{path}': {reason}. Free some space, set PUPILA_CACHE to another folder, or put the data at {manual} yourself.",
        "No se puede escribir la descarga en '{path}': {reason}. Libere espacio, indique otra carpeta en PUPILA_CACHE o ponga usted los datos en {manual}.",
    ),
    "data.named_missing": (
        "The data set '{name}' is not on this computer. Fetch it with 'pupila data fetch {name}', or put it at {manual}.",
        "El conjunto de datos '{name}' no está en este equipo. Descárguelo con 'pupila data fetch {name}' o póngalo en {manual}.",
    ),
    "data.synthetic_value": (
        "The option {name} of the synthetic data was given '{value}'; expected a number from {low} to {high}.",
        "La opción {name} de los datos sintéticos recibió '{value}'; se esperaba un número de {low} a {high}.",
    ),
    # Splits
    "data.split_fraction": (
        "split.{name} is {value}; expected a fraction of the examples, from 0 (none) to below 1, such as 0.2.",
        "split.{name} es {value}; se esperaba una fracción de los ejemplos, desde 0 (ninguno) hasta menos de 1, por ejemplo 0.2.",
    ),
    "data.split_lengths": (
        "Labels, digests and given split must be of one length; got {labels}, {digests} and {given}.",
        "Las etiquetas, las huellas y la división dada deben tener la misma longitud; se recibió {labels}, {digests} y {given}.",
    ),
    "data.split_no_training": (
        "No example is left to train on. Lower split.val and split.test, or add examples that are not copies of the test images.",
        "No queda ningún ejemplo para entrenar. Reduzca split.val y split.test o añada ejemplos que no sean copias de las imágenes de prueba.",
    ),
    "data.split_unknown": (
        "The saved split names {count} examples that this data set does not have ({names}). Use the data that the run was trained on.",
        "La división guardada nombra {count} ejemplos que este conjunto de datos no tiene ({names}). Use los datos con los que se entrenó.",
    ),
    # Sheets and notebooks
    "data.sheet_shape": (
        "A sheet needs images of shape (examples, height, width, 1 or 3); got {shape}.",
        "Una lámina necesita imágenes con la forma (ejemplos, alto, ancho, 1 o 3); se recibió {shape}.",
    ),
    "data.sheet_labels": (
        "A sheet needs one caption per image; got {images} images and {labels} captions.",
        "Una lámina necesita un rótulo por imagen; se recibieron {images} imágenes y {labels} rótulos.",
    ),
    "data.repr_title": (
        "{name}: {examples:,} images of {size} in {classes} classes, {skipped:,} files left out",
        "{name}: {examples:,} imágenes de {size} en {classes} clases, {skipped:,} archivos omitidos",
    ),
    "data.repr_class": ("Class", "Clase"),
    "data.repr_examples": ("Examples", "Ejemplos"),
    # What is being done
    "data.doing_headers": ("Measuring the images", "Midiendo las imágenes"),
    "data.doing_decode": ("Reading the images", "Leyendo las imágenes"),
    "data.doing_download": ("Downloading", "Descargando"),
    "data.doing_wait": (
        "Waiting for another process that downloads the same",
        "Esperando a otro proceso que descarga lo mismo",
    ),
}
