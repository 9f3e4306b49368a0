"""Sentences of the data check: what was found, and where each check is wrong."""

TEXTS: dict[str, tuple[str, str]] = {
    # Files
    "check.empty_file_title": ("empty files", "archivos vacíos"),
    "check.empty_file": (
        "Files of 0 bytes: {count:,}. They are left out of training.",
        "Archivos de 0 bytes: {count:,}. No participan en el entrenamiento.",
    ),
    "check.empty_file_caveat": (
        "Certain. Copy them again from where they came, or move them out.",
        "Seguro. Vuelva a copiarlos de su origen o apártelos.",
    ),
    "check.truncated_file_title": ("cut-off images", "imágenes cortadas"),
    "check.truncated_file": (
        "Images that end before their last pixel: {count:,}. They are left out of training, never filled up with grey.",
        "Imágenes que terminan antes de su último píxel: {count:,}. No participan en el entrenamiento ni se rellenan de gris.",
    ),
    "check.truncated_file_caveat": (
        "Certain for formats that tell their length; a copy or download was interrupted. Other programs may still show the upper part.",
        "Seguro en los formatos que declaran su longitud: se interrumpió una copia o una descarga. Otros programas pueden mostrar aún la parte superior.",
    ),
    "check.unreadable_file_title": ("damaged files", "archivos dañados"),
    "check.unreadable_file": (
        "Files that cannot be decoded: {count:,}. They are left out of training.",
        "Archivos que no se pueden decodificar: {count:,}. No participan en el entrenamiento.",
    ),
    "check.unreadable_file_caveat": (
        "Certain for this decoder (JPEG, PNG, GIF, BMP, WebP, TIFF); another program may read other formats, such as HEIC. Convert those.",
        "Seguro con este decodificador (JPEG, PNG, GIF, BMP, WebP, TIFF); otros programas leen otros formatos, como HEIC. Convierta esos archivos.",
    ),
    "check.too_large_file_title": ("images above the limits", "imágenes que superan los límites"),
    "check.too_large_file": (
        "Images too large to be unpacked: {count:,}. They are left out of training.",
        "Imágenes demasiado grandes para descomprimirlas: {count:,}. No participan en el entrenamiento.",
    ),
    "check.too_large_file_caveat": (
        "The limits protect against files that announce more than they hold. Save real photos smaller.",
        "Los límites protegen de archivos que anuncian más de lo que contienen. Guarde más pequeñas las fotos verdaderas.",
    ),
    "check.not_an_image_title": ("files that are no images", "archivos que no son imágenes"),
    "check.not_an_image": (
        "Files among the images that are none: {count:,}. They are passed over.",
        "Archivos que no son imágenes entre las imágenes: {count:,}. Se pasan por alto.",
    ),
    "check.not_an_image_caveat": (
        "Judged by content and name. Harmless, unless an image was saved without its extension.",
        "Se juzga por el contenido y el nombre. No hace daño, salvo que una imagen se guardara sin su extensión.",
    ),
    "check.wrong_extension_title": ("wrong extensions", "extensiones equivocadas"),
    "check.wrong_extension": (
        "Files whose extension names another format than their content: {count:,}. The content is believed.",
        "Archivos cuya extensión nombra un formato distinto de su contenido: {count:,}. Se hace caso al contenido.",
    ),
    "check.wrong_extension_caveat": (
        "Harmless here; other programs may refuse them.",
        "Aquí no hace daño; otros programas pueden rechazarlos.",
    ),
    "check.animated_title": ("animations and many pages", "animaciones y varias páginas"),
    "check.animated": (
        "Images with more than one frame or page: {count:,}. Only the first is used.",
        "Imágenes con más de un fotograma o página: {count:,}. Solo se usa el primero.",
    ),
    "check.animated_caveat": (
        "Read from the header. Look whether the first frame shows what the class says; often it is a title or black.",
        "Se lee en la cabecera. Compruebe que el primer fotograma muestra lo que dice la clase; a menudo es un título o está en negro.",
    ),
    "check.deep_colour_title": ("more than 8 bits", "más de 8 bits"),
    "check.deep_colour": (
        "Images with more than 8 bits per channel: {count:,}. They are scaled to 8 bits.",
        "Imágenes con más de 8 bits por canal: {count:,}. Se escalan a 8 bits.",
    ),
    "check.deep_colour_caveat": (
        "Read from the header. Scaling is by the whole range: an image that uses a small part of it (12-bit cameras, X-rays) comes out dark. Stretch it before.",
        "Se lee en la cabecera. Se escala según el rango completo: una imagen que usa solo una parte (cámaras de 12 bits, radiografías) queda oscura. Estírela antes.",
    ),
    "check.transparent_title": ("transparency", "transparencia"),
    "check.transparent": (
        "Images with transparency: {count:,}. They are laid on the background colour, white unless data.background says otherwise.",
        "Imágenes con transparencia: {count:,}. Se colocan sobre el color de fondo, blanco salvo que data.background diga otra cosa.",
    ),
    "check.transparent_caveat": (
        "Read from the header: it may be there and not be used. If one class has it more often than others, a network may learn the background instead.",
        "Se lee en la cabecera: puede estar y no usarse. Si una clase la tiene más que otras, la red puede aprender el fondo en lugar del objeto.",
    ),
    "check.rotated_title": ("turned by EXIF", "giradas por EXIF"),
    "check.rotated": (
        "Photos that carry a note on how to turn them: {count:,}. They are turned upright as it says.",
        "Fotos con una nota que dice cómo girarlas: {count:,}. Se enderezan como indica.",
    ),
    "check.rotated_caveat": (
        "Handled. Programs that ignore the note show them lying; a wrong note makes them lie here too.",
        "Ya se atiende. Los programas que ignoran la nota las muestran tumbadas; una nota errónea las tumba también aquí.",
    ),
    "check.odd_mode_title": ("unusual colours", "colores poco habituales"),
    "check.odd_mode": (
        "Images unlike the rest in how they store colour: {grey:,} grey ones among coloured, {cmyk:,} in the colours of print (CMYK). All are read as the others.",
        "Imágenes que guardan el color de otro modo que el resto: {grey:,} grises entre las de color, {cmyk:,} en colores de imprenta (CMYK). Todas se leen como las demás.",
    ),
    "check.odd_mode_caveat": (
        "Read from the header; colour profiles are ignored, so colours of print come out a little off. Look whether grey images belong to one class.",
        "Se lee en la cabecera; se ignoran los perfiles de color, así que los colores de imprenta salen algo desviados. Compruebe si las grises pertenecen a una sola clase.",
    ),
    "check.tiny_image_title": ("tiny images", "imágenes diminutas"),
    "check.tiny_image": (
        "Images with a side below {side} pixels, enlarged to the common size: {count:,}.",
        "Imágenes con un lado de menos de {side} píxeles, ampliadas al tamaño común: {count:,}.",
    ),
    "check.tiny_image_caveat": (
        "By size alone; icons and previews are the usual case. Look whether anything can be recognised.",
        "Solo por el tamaño; suelen ser iconos y vistas previas. Mire si se reconoce algo.",
    ),
    "check.huge_image_title": ("huge images", "imágenes enormes"),
    "check.huge_image": (
        "Images of more than {limit} million pixels: {count:,}. Reading them takes most of the first start.",
        "Imágenes de más de {limit} millones de píxeles: {count:,}. Leerlas ocupa casi todo el primer arranque.",
    ),
    "check.huge_image_caveat": (
        "Harmless: they are reduced, and kept for the next start.",
        "No hace daño: se reducen y se conservan para el siguiente arranque.",
    ),
    "check.long_image_title": ("long images", "imágenes alargadas"),
    "check.long_image": (
        "Images that the common size squeezes more than {times:.0f} times in one direction: {count:,}.",
        "Imágenes que el tamaño común comprime más de {times:.0f} veces en una dirección: {count:,}.",
    ),
    "check.long_image_caveat": (
        "By the ratio of the sides. Panoramas and strips are distorted; cut them to what matters.",
        "Por la proporción de los lados. Las panorámicas y las tiras se deforman; recórtelas a lo que importa.",
    ),
    # Copies
    "check.copies_across_splits_title": ("identical across splits", "idénticas entre particiones"),
    "check.copies_across_splits": (
        "Identical images stand in more than one of train, val and test (images: {groups:,}; examples: {count:,}). Training drops the copies and says so, but other programs would learn the test by heart.",
        "Hay imágenes idénticas en más de una de las particiones train, val y test (imágenes: {groups:,}; ejemplos: {count:,}). El entrenamiento descarta las copias y lo dice, pero otros programas se aprenderían la prueba de memoria.",
    ),
    "check.copies_across_splits_caveat": (
        "Certain: every pixel agrees, at the size that is trained on. --move-to takes the copies outside the test set.",
        "Seguro: coinciden todos los píxeles, al tamaño con que se entrena. --move-to aparta las copias que están fuera de la prueba.",
    ),
    "check.copies_between_classes_title": ("identical, labelled differently", "idénticas con etiquetas distintas"),
    "check.copies_between_classes": (
        "Identical images bear different labels (images: {groups:,}; examples: {count:,}). At most one label of each can be right.",
        "Hay imágenes idénticas con etiquetas distintas (imágenes: {groups:,}; ejemplos: {count:,}). En cada una solo puede ser correcta una etiqueta.",
    ),
    "check.copies_between_classes_caveat": (
        "Certain that the pixels agree, at the size that is trained on; which label is right only a person can tell. An image that shows two things needs a rule, or to go. --move-to takes all of them.",
        "Es seguro que los píxeles coinciden, al tamaño con que se entrena; qué etiqueta es la correcta solo lo sabe una persona. Una imagen que muestra dos cosas necesita una regla, o sobra. --move-to las aparta todas.",
    ),
    "check.copies_title": ("identical images", "imágenes idénticas"),
    "check.copies": (
        "Identical images within one class (images: {groups:,}; examples: {count:,}). They count several times in training, and stay on one side of every split.",
        "Imágenes idénticas dentro de una clase (imágenes: {groups:,}; ejemplos: {count:,}). Cuentan varias veces en el entrenamiento y quedan siempre en el mismo lado de cada partición.",
    ),
    "check.copies_caveat": (
        "Certain: every pixel agrees, at the size that is trained on. --move-to leaves one of each.",
        "Seguro: coinciden todos los píxeles, al tamaño con que se entrena. --move-to deja una de cada.",
    ),
    "check.near_copies_across_splits_title": ("nearly identical across splits", "casi idénticas entre particiones"),
    "check.near_copies_across_splits": (
        "Nearly identical images stand on both sides of a split (pairs: {pairs:,}); examples of {part} touched: {touched:,} ({share:.1%}). Figures on {part} are too good by what was learned by heart.",
        "Hay imágenes casi idénticas a ambos lados de una partición (pares: {pairs:,}); ejemplos de {part} afectados: {touched:,} ({share:.1%}). Las cifras de {part} salen mejores de lo debido por lo aprendido de memoria.",
    ),
    "check.near_copies_across_splits_caveat": (
        "Found by a perceptual hash and confirmed by laying one image upon the other (crops to about 10 %, mirroring, brightness, compression). Series of one scene are found in part only; drawings, digits and clothes on white may be different things that look the same. Look before you act.",
        "Se hallan con una huella perceptual y se confirman superponiendo una imagen a la otra (recortes de hasta un 10 %, reflejos, brillo, compresión). De las series de una misma escena se halla solo una parte; los dibujos, los dígitos y la ropa sobre blanco pueden ser cosas distintas que se parecen. Mire antes de actuar.",
    ),
    "check.near_copies_between_classes_title": (
        "nearly identical, labelled differently",
        "casi idénticas con etiquetas distintas",
    ),
    "check.near_copies_between_classes": (
        "Nearly identical images bear different labels (pairs: {pairs:,}). One label of each pair may be wrong.",
        "Hay imágenes casi idénticas con etiquetas distintas (pares: {pairs:,}). Puede que una etiqueta de cada par esté mal.",
    ),
    "check.near_copies_between_classes_caveat": (
        "Found by a perceptual hash and confirmed by laying one image upon the other. Where classes differ in a detail (a switch on or off, a shirt or a pullover), such pairs are right as they are.",
        "Se hallan con una huella perceptual y se confirman superponiendo una imagen a la otra. Donde las clases difieren en un detalle (un interruptor encendido o apagado, una camisa o un jersey), esos pares están bien como están.",
    ),
    "check.near_copies_title": ("nearly identical images", "imágenes casi idénticas"),
    "check.near_copies": (
        "Nearly identical images within one class (pairs: {pairs:,}; groups: {groups:,}). When a split is drawn they may fall on both sides of it.",
        "Imágenes casi idénticas dentro de una clase (pares: {pairs:,}; grupos: {groups:,}). Al dividir los datos pueden caer a ambos lados.",
    ),
    "check.near_copies_caveat": (
        "Found by a perceptual hash and confirmed by laying one image upon the other. On simple pictures (digits, symbols, clothes on white) many pairs are different examples of one kind, and fine.",
        "Se hallan con una huella perceptual y se confirman superponiendo una imagen a la otra. En imágenes sencillas (dígitos, símbolos, ropa sobre blanco) muchos pares son ejemplos distintos de lo mismo, y no hay problema.",
    ),
    "check.no_near": (
        "Near-duplicates were not looked for: images of {height}×{width} pixels hold too little to tell two of a kind apart (at least {least} pixels each way).",
        "No se han buscado imágenes casi idénticas: en {height}×{width} píxeles cabe demasiado poco para distinguir dos de la misma clase (hacen falta {least} píxeles por lado).",
    ),
    "check.near_strict": (
        "The images of this set are alike by nature, or many of them are a series: {share:.0%} have a partner by the usual measure. Only pairs that agree almost to the pixel are reported as nearly identical.",
        "Las imágenes de este conjunto se parecen por naturaleza, o muchas forman series: el {share:.0%} tiene pareja según la medida habitual. Solo se comunican como casi idénticas las que coinciden casi al píxel.",
    ),
    "check.lookalikes_title": ("seen as one by the network", "la red las ve como una"),
    "check.lookalikes": (
        "Images that the network sees as nearly one, though their pixels differ (pairs: {pairs:,}; groups: {groups:,}): other shots of one scene, series, versions. Pairs on two sides of a split: {across:,} (test images touched: {touched:,}); pairs with different labels: {unlike:,}.",
        "Imágenes que la red ve casi como una, aunque sus píxeles difieren (pares: {pairs:,}; grupos: {groups:,}): otras tomas de una escena, series, versiones. Pares a ambos lados de una partición: {across:,} (imágenes de prueba afectadas: {touched:,}); pares con etiquetas distintas: {unlike:,}.",
    ),
    "check.lookalikes_caveat": (
        "As the layers of this run's network see them: nearer to each other than half of the images are to themselves with a twentieth cut from each edge. A weak network sees little, and takes simple things on plain ground for one. Where a series stands on both sides of a split, put it whole into a train/ or test/ folder of your own.",
        "Tal como las ven las capas de la red de esta ejecución: más cerca una de otra que la mitad de las imágenes de sí mismas con un veinteavo recortado en cada borde. Una red floja ve poco, y toma por una las cosas sencillas sobre fondo liso. Si una serie está a ambos lados de una partición, póngala entera en una carpeta train/ o test/ propia.",
    ),
    "check.lookalikes_many": (
        "To the network of this run {share:.0%} of the images look like another one, so that none of these pairs is named: they are alike by nature, or it sees too little.",
        "Para la red de esta ejecución el {share:.0%} de las imágenes se parece a alguna otra, así que no se nombra ningún par: se parecen por naturaleza, o la red ve demasiado poco.",
    ),
    # Labels
    "check.suspect_labels_title": ("suspect labels", "etiquetas sospechosas"),
    "check.suspect_labels": (
        "Labels that networks doubt which did not learn from them: {count:,} ({share:.2%} of the examples).",
        "Etiquetas de las que dudan redes que no aprendieron de ellas: {count:,} ({share:.2%} de los ejemplos).",
    ),
    "check.suspect_labels_caveat": (
        "The networks are right in {accuracy:.1%} of all examples, so some doubts are theirs and not the label's: look at each before you change it. Rare kinds within a class are doubted most. Move or relabel; then check again.",
        "Las redes aciertan en el {accuracy:.1%} de los ejemplos, así que algunas dudas son culpa suya y no de la etiqueta: mire cada una antes de cambiarla. Lo raro dentro de una clase es lo que más dudas despierta. Aparte o reetiquete, y compruebe de nuevo.",
    ),
    "check.labels_begin": (
        "Judging labels: {folds} networks, each trained on the other parts of the data, about {minutes:.1f} minutes. --no-labels leaves it out.",
        "Juzgando etiquetas: {folds} redes, cada una entrenada con las demás partes de los datos, unos {minutes:.1f} minutos. --no-labels lo omite.",
    ),
    "check.labels_judged": (
        "Labels were judged by {folds} networks ({network}, {epochs} epochs, seed {seed}), each of them only on examples that it had not learned from, copies included; together they agree with {accuracy:.1%} of {examples:,} labels ({minutes:.1f} minutes). Examples of classes too small for this: {unjudged:,}.",
        "Las etiquetas las juzgaron {folds} redes ({network}, {epochs} épocas, semilla {seed}), cada una solo con ejemplos de los que no había aprendido, ni de sus copias; juntas coinciden con el {accuracy:.1%} de {examples:,} etiquetas ({minutes:.1f} minutos). Ejemplos de clases demasiado pequeñas para ello: {unjudged:,}.",
    ),
    "check.labels_left_out": (
        "Labels were not judged: that would take about {minutes:.0f} minutes here, more than the {limit:.0f} that are spent unasked. --labels does it.",
        "No se han juzgado las etiquetas: aquí llevaría unos {minutes:.0f} minutos, más de los {limit:.0f} que se emplean sin pedirlo. --labels lo hace.",
    ),
    "check.labels_one_image": (
        "Labels were not judged: all images are copies of one, so that no network could judge an image that it has not learned.",
        "No se han juzgado las etiquetas: todas las imágenes son copias de una sola, así que ninguna red podría juzgar una imagen que no haya aprendido.",
    ),
    "check.run_dropped": (
        "Not looked at: {count:,} examples that the run left out, because the identical image stands in its test or validation data.",
        "No se han considerado {count:,} ejemplos que la ejecución descartó, porque la imagen idéntica está en sus datos de prueba o de validación.",
    ),
    "check.label_shapes": (
        "One row of probabilities per label is needed; got labels of shape {labels} and probabilities of shape {probabilities}.",
        "Se necesita una fila de probabilidades por etiqueta; se recibieron etiquetas de forma {labels} y probabilidades de forma {probabilities}.",
    ),
    # Classes
    "check.class_names_alike_title": ("class names that are one", "nombres de clase que son el mismo"),
    "check.class_names_alike": (
        "Class names that differ in nothing but case, spaces or stored accents: {names}. They are trained as different classes.",
        "Nombres de clase que solo difieren en mayúsculas, espacios o acentos guardados de otro modo: {names}. Se entrenan como clases distintas.",
    ),
    "check.class_names_alike_caveat": (
        "Almost always one class in two folders, from two computers. Merge the folders.",
        "Casi siempre es una sola clase en dos carpetas, procedentes de dos equipos. Una las carpetas.",
    ),
    "check.class_names_accents_title": (
        "class names that differ in accents",
        "nombres de clase que difieren en acentos",
    ),
    "check.class_names_accents": (
        "Class names that differ in nothing but accents: {names}.",
        "Nombres de clase que solo difieren en los acentos: {names}.",
    ),
    "check.class_names_accents_caveat": (
        "May be two words (ano and año in Spanish), or one that was typed in two ways.",
        "Pueden ser dos palabras (sábana y sabana) o una sola escrita de dos maneras.",
    ),
    "check.class_without_training_title": ("classes without training examples", "clases sin ejemplos de entrenamiento"),
    "check.class_without_training": (
        "Classes without a single training example: {number:,} ({names}). No network can ever answer them.",
        "Clases sin un solo ejemplo de entrenamiento: {number:,} ({names}). Ninguna red podrá responderlas nunca.",
    ),
    "check.class_without_training_caveat": (
        "Certain. Labels that start at 1 leave class 0 empty: subtract 1.",
        "Seguro. Las etiquetas que empiezan en 1 dejan vacía la clase 0: réstele 1 a cada una.",
    ),
    "check.few_to_learn_title": ("classes with few examples", "clases con pocos ejemplos"),
    "check.few_to_learn": (
        "Classes with fewer than {limit} training examples: {number:,} ({names}). Some of these are held out for validation and test as well.",
        "Clases con menos de {limit} ejemplos de entrenamiento: {number:,} ({names}). Además, parte de ellos se reserva para validar y probar.",
    ),
    "check.few_to_learn_caveat": (
        "A rule of thumb: how many are enough depends on how different the classes look. Collect more, or merge classes.",
        "Es una regla aproximada: cuántos bastan depende de lo distintas que se vean las clases. Reúna más o fusione clases.",
    ),
    "check.few_to_judge_title": ("classes too small to judge", "clases demasiado pequeñas para juzgarlas"),
    "check.few_to_judge": (
        "Classes with fewer than {limit} test examples: {number:,} ({names}). A figure for one of them alone says little.",
        "Clases con menos de {limit} ejemplos de prueba: {number:,} ({names}). Una cifra de una sola de ellas dice poco.",
    ),
    "check.few_to_judge_caveat": (
        "With 30 examples of which 80 % are right, the 95 % interval reaches from 63 to 90 %.",
        "Con 30 ejemplos de los que se acierta el 80 %, el intervalo del 95 % va del 63 al 90 %.",
    ),
    "check.imbalance_title": ("unequal classes", "clases desiguales"),
    "check.imbalance": (
        "The largest class, '{largest}' ({most:,}), has {ratio:.1f} times as many training examples as the smallest, '{smallest}' ({least:,}). Who always answers the largest is right in {share:.0%} of them.",
        "La clase mayor, '{largest}' ({most:,}), tiene {ratio:.1f} veces los ejemplos de entrenamiento de la menor, '{smallest}' ({least:,}). Quien responda siempre la mayor acierta el {share:.0%} de ellos.",
    ),
    "check.imbalance_caveat": (
        "No fault in itself, if that is how often the classes occur. Read the balanced accuracy and the figures of each class, not the accuracy alone.",
        "No es un defecto si las clases aparecen así en la realidad. Lea la exactitud equilibrada y las cifras de cada clase, no solo la exactitud.",
    ),
    # Looks
    "check.low_information_title": ("images of almost one tone", "imágenes de casi un solo tono"),
    "check.low_information": (
        "Images of almost one tone: {count:,} ({share:.2%}). There is hardly anything on them to learn.",
        "Imágenes de casi un solo tono: {count:,} ({share:.2%}). Apenas hay en ellas nada que aprender.",
    ),
    "check.low_information_caveat": (
        "By the spread of the tones at {height}×{width} pixels: something small or of the same brightness as its background is missed. Colour is not looked at.",
        "Según la dispersión de los tonos a {height}×{width} píxeles: se escapa lo pequeño o de igual claridad que su fondo. No se mira el color.",
    ),
    "check.dark_title": ("very dark images", "imágenes muy oscuras"),
    "check.dark": (
        "Images that are dark nearly all over: {count:,} ({share:.2%}).",
        "Imágenes oscuras en casi toda su superficie: {count:,} ({share:.2%}).",
    ),
    "check.dark_caveat": (
        "By tone alone. At night or under a microscope that is how it should be.",
        "Solo por el tono. De noche o al microscopio es lo normal.",
    ),
    "check.bright_title": ("very bright images", "imágenes muy claras"),
    "check.bright": (
        "Images that are bright nearly all over: {count:,} ({share:.2%}).",
        "Imágenes claras en casi toda su superficie: {count:,} ({share:.2%}).",
    ),
    "check.bright_caveat": (
        "By tone alone. A white object on white is bright, and may be quite all right.",
        "Solo por el tono. Un objeto blanco sobre blanco es claro, y puede estar perfectamente bien.",
    ),
    "check.blurred_title": ("blurred images", "imágenes borrosas"),
    "check.blurred": (
        "Images far less sharp than the rest: {count:,} ({share:.2%}).",
        "Imágenes mucho menos nítidas que el resto: {count:,} ({share:.2%}).",
    ),
    "check.blurred_caveat": (
        "By comparison with this set, at {height}×{width} pixels: a slight blur has vanished at that size, and smooth things (sky, fog, a balloon) are taken for blurred.",
        "En comparación con este conjunto, a {height}×{width} píxeles: a ese tamaño un desenfoque leve ya no se ve, y lo liso (cielo, niebla, un globo) se toma por borroso.",
    ),
    # The command
    "check.heading": (
        "{name}: {examples:,} examples in {classes:,} classes",
        "{name}: {examples:,} ejemplos en {classes:,} clases",
    ),
    "check.nothing": ("Nothing was found.", "No se ha encontrado nada."),
    "check.head_severity": ("severity", "gravedad"),
    "check.head_code": ("code", "código"),
    "check.head_files": ("files", "archivos"),
    "check.head_what": ("what", "qué"),
    "check.severity_error": ("error", "error"),
    "check.severity_warning": ("warning", "aviso"),
    "check.severity_remark": ("remark", "nota"),
    "check.line_suspect": (
        "{file}: labelled '{given}' ({confidence_given:.1%}), rather '{suggested}' ({confidence_suggested:.1%}); judged by network {fold}",
        "{file}: etiquetada '{given}' ({confidence_given:.1%}), más bien '{suggested}' ({confidence_suggested:.1%}); juzgada por la red {fold}",
    ),
    "check.line_more": ("and {count:,} more", "y {count:,} más"),
    "check.csv_written": ("List: {path}", "Lista: {path}"),
    "check.next": (
        "See them beside each other: --page FILE.html. As a list: --write-csv FILE.csv. Take them out: --move-to FOLDER.",
        "Para verlas una junto a otra: --page ARCHIVO.html. Como lista: --write-csv ARCHIVO.csv. Para apartarlas: --move-to CARPETA.",
    ),
    "check.moved": (
        "Files moved to {path}: {count:,}. 'pupila check --undo {path}' brings them back.",
        "Archivos movidos a {path}: {count:,}. 'pupila check --undo {path}' los devuelve.",
    ),
    "check.undone": (
        "Files brought back from {path}: {count:,}.",
        "Archivos devueltos desde {path}: {count:,}.",
    ),
    "check.not_moved": ("Not moved: '{name}' ({reason}).", "No se ha movido: '{name}' ({reason})."),
    "check.left_reason": ("{reason}", "{reason}"),
    "check.unread_lines": (
        "Lines in the list of '{path}' that cannot be read, and were passed over: {count:,}. A move that was cut off leaves such a line; its file was not moved. See whether any file is left in the folder.",
        "Líneas de la lista de '{path}' que no se pueden leer y se han pasado por alto: {count:,}. Un traslado interrumpido deja una línea así; su archivo no se movió. Compruebe si queda algún archivo en la carpeta.",
    ),
    "check.not_kept": (
        "What was found could not be laid beside the run '{path}' ({reason}), so its audit does not know of it.",
        "No se ha podido guardar lo hallado junto a la ejecución '{path}' ({reason}), así que su auditoría no lo tiene en cuenta.",
    ),
    "check.move_link": ("it is a link, or no longer there", "es un enlace o ya no está"),
    "check.move_arrays": (
        "--move-to moves files, and these data are arrays without files of their own. Use --write-csv, and leave the examples out when you make the arrays.",
        "--move-to mueve archivos, y estos datos son arrays sin archivos propios. Use --write-csv y excluya los ejemplos al crear los arrays.",
    ),
    "check.move_inside": (
        "'{folder}' lies inside the data '{root}', where it would become a class. Give a folder outside.",
        "'{folder}' está dentro de los datos '{root}', donde se convertiría en una clase. Indique una carpeta de fuera.",
    ),
    "check.no_journal": (
        "'{path}' cannot be read as a list of moved files: {reason}. Give the folder that --move-to was given.",
        "'{path}' no se puede leer como lista de archivos movidos: {reason}. Indique la carpeta que se dio a --move-to.",
    ),
    "check.data_or_undo": (
        "Give either DATA to check (or --run RUN, for its data), or --undo FOLDER to bring files back.",
        "Indique DATA para comprobarlos (o --run EJECUCIÓN, para los suyos), o --undo CARPETA para devolver archivos: una de las dos cosas.",
    ),
    "check.data_or_run": (
        "Nothing to check was given: pass data (a name, a folder, an .npz file, a data set), or run=... for those of a run.",
        "No se ha dado nada que comprobar: pase datos (un nombre, una carpeta, un archivo .npz, un conjunto), o run=... para los de una ejecución.",
    ),
    "check.needs_run": (
        "The check '{check}' is made with the network of a run; name one with --run RUN.",
        "La comprobación '{check}' se hace con la red de una ejecución; indíquela con --run EJECUCIÓN.",
    ),
    "check.size_of_run": (
        "--image-size and --run do not go together: with --run images are read at the size that the run learned from. Leave one out.",
        "--image-size y --run no van juntos: con --run las imágenes se leen al tamaño con que aprendió la ejecución. Quite una de las dos.",
    ),
    "check.other_data": (
        "These are not the data that {run} learned from, so its parts are not looked at, and nothing is written into it.",
        "No son los datos de los que aprendió {run}, así que no se consideran sus particiones ni se escribe nada en ella.",
    ),
    "check.csv_only": (
        "'{path}' is no .csv file. Let the name end in .csv.",
        "'{path}' no es un archivo .csv. Haga que el nombre termine en .csv.",
    ),
    # The page
    "check.page_title": ("Data check", "Comprobación de los datos"),
    "check.page_skip": ("To the findings", "Ir a los hallazgos"),
    "check.page_nav": ("Findings", "Hallazgos"),
    "check.page_examples": ("Examples", "Ejemplos"),
    "check.page_classes": ("Classes", "Clases"),
    "check.page_found": ("Findings", "Hallazgos"),
    "check.page_errs": ("Where this check errs:", "Dónde se equivoca esta comprobación:"),
    "check.page_given": ("labelled", "etiquetada"),
    "check.page_suggested": ("rather", "más bien"),
    "check.page_judge": ("judged by network {fold:d}", "juzgada por la red {fold:d}"),
    "check.page_likeness": ("details agree to {likeness:.0%}", "los detalles coinciden al {likeness:.0%}"),
    "check.page_mirrored": (
        "mirrored; details agree to {likeness:.0%}",
        "reflejada; los detalles coinciden al {likeness:.0%}",
    ),
    "check.page_distance": (
        "as far apart as {distance:.0%} of what a cut edge changes",
        "a una distancia del {distance:.0%} de lo que cambia un borde recortado",
    ),
    "check.page_alt": ("{file}, class {name}", "{file}, clase {name}"),
    "check.page_notes": ("How it was checked", "Cómo se ha comprobado"),
    "check.page_footer": (
        "Written by Pupila. Images are shown small; nothing was changed in the data.",
        "Escrito por Pupila. Las imágenes se muestran pequeñas; no se ha cambiado nada en los datos.",
    ),
    "check.page_footer_moved": (
        "Written by Pupila. Images are shown small. Once this page was written, what --move-to takes out was to go to '{path}'; 'pupila check --undo {path}' brings it back.",
        "Escrito por Pupila. Las imágenes se muestran pequeñas. Una vez escrita esta página, lo que aparta --move-to debía pasar a '{path}'; 'pupila check --undo {path}' lo devuelve.",
    ),
    # Lines for training
    "check.note_names_alike": (
        "Class names that differ in nothing but case, spaces or stored accents are trained as different classes: {names}. 'pupila check' tells more.",
        "Los nombres de clase que solo difieren en mayúsculas, espacios o acentos guardados de otro modo se entrenan como clases distintas: {names}. 'pupila check' cuenta más.",
    ),
    "check.note_few": (
        "Classes with fewer than {limit} training examples: {number:,} ({names}). Figures for them say little.",
        "Clases con menos de {limit} ejemplos de entrenamiento: {number:,} ({names}). Sus cifras dicen poco.",
    ),
    # What is being done
    "check.doing_headers": ("Reading what the files say", "Leyendo lo que dicen los archivos"),
    "check.doing_measure": ("Measuring the images", "Midiendo las imágenes"),
    "check.doing_candidates": ("Looking for copies", "Buscando copias"),
    "check.doing_confirm": ("Comparing pairs", "Comparando pares"),
    "check.doing_embeddings": ("Asking the network what it sees", "Preguntando a la red qué ve"),
    "check.doing_lookalikes": ("Comparing what it sees", "Comparando lo que ve"),
    "check.doing_reduce": ("Making the images small", "Reduciendo las imágenes"),
    "check.doing_labels": ("Training networks that judge labels", "Entrenando redes que juzgan etiquetas"),
}
