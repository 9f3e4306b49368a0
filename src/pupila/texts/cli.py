"""Sentences of the command line."""

TEXTS: dict[str, tuple[str, str]] = {
    "cli.help": (
        "From images to a classifier you can trust, and the evidence for it.\n\nPupila trains small image classifiers on your own computer, shows what they learned and where they fail.",
        "De imágenes a un clasificador en el que se puede confiar, y las pruebas de ello.\n\nPupila entrena pequeños clasificadores de imágenes en su propio ordenador, y muestra qué aprendieron y dónde fallan.",
    ),
    "cli.epilog": (
        "\b\nExamples:\n  pupila train digits              a first network, in seconds, without a download\n  pupila look photos/              what is in a folder with one sub-folder per class\n  pupila train photos/             a classifier for it\n  pupila predict runs/auto-... new.jpg\n\n'pupila COMMAND --help' tells the rest. Errors in full: --debug.",
        "\b\nEjemplos:\n  pupila train digits              una primera red, en segundos, sin descargas\n  pupila look fotos/               qué hay en una carpeta con una subcarpeta por clase\n  pupila train fotos/              un clasificador para ella\n  pupila predict runs/auto-... nueva.jpg\n\n'pupila ORDEN --help' cuenta el resto. Errores completos: --debug.",
    ),
    "cli.commands": ("Commands", "Órdenes"),
    "cli.options": ("Options", "Opciones"),
    "cli.usage": ("Usage", "Uso"),
    "cli.word_options": ("[OPTIONS]", "[OPCIONES]"),
    "cli.word_command": ("COMMAND [ARGS]...", "ORDEN [ARGUMENTOS]..."),
    "cli.aborted": ("Stopped.", "Detenido."),
    "cli.our_fault": (
        "{kind}: {reason}. This is a fault of Pupila: please report it with what --debug prints.",
        "{kind}: {reason}. Es un fallo de Pupila: por favor, comuníquelo con lo que muestra --debug.",
    ),
    "cli.place_refused": (
        "'{path}' cannot be used: {reason}. Check that the place exists, may be written to, and has space; --out chooses another.",
        "No se puede usar '{path}': {reason}. Compruebe que el lugar existe, que se puede escribir en él y que tiene espacio; --out elige otro.",
    ),
    # one line for each command
    "cli.short_train": (
        "Train a network, judge it, write the report.",
        "Entrena una red, la juzga y escribe el informe.",
    ),
    "cli.short_look": (
        "Show what a data set holds, as figures and a picture.",
        "Muestra qué contiene un conjunto de datos, en cifras y en una imagen.",
    ),
    "cli.short_explain": (
        "Explain a network layer by layer, and what it makes of an image.",
        "Explica una red capa por capa, y lo que hace con una imagen.",
    ),
    "cli.short_learn": (
        "Learn how networks see images, in short lessons.",
        "Enseña cómo ven las redes las imágenes, en lecciones breves.",
    ),
    "cli.short_predict": ("Say what is on images.", "Dice qué hay en unas imágenes."),
    "cli.short_evaluate": (
        "Judge a run on its test set or on new labelled data.",
        "Juzga una ejecución con su conjunto de prueba o con datos nuevos etiquetados.",
    ),
    "cli.short_report": (
        "Write a run's report again, one HTML file.",
        "Escribe de nuevo el informe de una ejecución, un archivo HTML.",
    ),
    "cli.short_runs": ("List, show and remove runs.", "Enumera, muestra y elimina ejecuciones."),
    "cli.short_recipes": ("List and show the recipes.", "Enumera y muestra las recetas."),
    "cli.short_models": (
        "List the named models and show their layers.",
        "Enumera los modelos con nombre y muestra sus capas.",
    ),
    "cli.short_data": (
        "List, fetch, export and remove data sets.",
        "Enumera, descarga, exporta y elimina conjuntos de datos.",
    ),
    # help of each command
    "cli.help_train": (
        "Train a network, judge it on data it has never seen, and write the report.\n\nGive a recipe ('pupila recipes'), a TOML file of your own, a data set by name ('pupila data'), a folder with one sub-folder per class, or an .npz file. The run goes to a new folder under runs/. Ctrl-C saves everything; --resume goes on.",
        "Entrena una red, la juzga con datos que nunca ha visto y escribe el informe.\n\nDé una receta ('pupila recipes'), un archivo TOML propio, un conjunto de datos por su nombre ('pupila data'), una carpeta con una subcarpeta por clase, o un archivo .npz. La ejecución va a una carpeta nueva en runs/. Ctrl-C lo guarda todo; --resume continúa.",
    ),
    "cli.examples_train": (
        "\b\nExamples:\n  pupila train digits\n  pupila train n4-mnist-lenet5 --epochs 5 --seed 1\n  pupila train photos/ --set data.image_size=[96,96]\n  pupila train n5-fashion-mlp --set model.options.units=500\n  pupila train --resume runs/digits-20260101-120000-ab12",
        "\b\nEjemplos:\n  pupila train digits\n  pupila train n4-mnist-lenet5 --epochs 5 --seed 1\n  pupila train fotos/ --set data.image_size=[96,96]\n  pupila train n5-fashion-mlp --set model.options.units=500\n  pupila train --resume runs/digits-20260101-120000-ab12",
    ),
    "cli.help_look": (
        "Show what a data set holds: counts per class, image sizes, files left out, and a labelled grid as PNG.\n\nMore pictures where they are asked for, beside the grid: one image with its colour bar (--image), bars of the classes and a plot of the sizes (--overview), one image as training would see it (--augment). --page writes all of them into one HTML file.",
        "Muestra qué contiene un conjunto de datos: cuentas por clase, tamaños, archivos excluidos y una cuadrícula etiquetada en PNG.\n\nA petición, más imágenes junto a la cuadrícula: una sola con su barra de color (--image), barras de las clases y un gráfico de los tamaños (--overview), una imagen como la vería el entrenamiento (--augment). --page las reúne todas en un archivo HTML.",
    ),
    "cli.examples_look": (
        '\b\nExamples:\n  pupila look digits\n  pupila look fashion_mnist --count 25 --image 0\n  pupila look photos/ --out photos.png --overview --page photos.html\n  pupila look cifar10 --augment "flip horizontal" --augment "rotate 20deg"',
        '\b\nEjemplos:\n  pupila look digits\n  pupila look fashion_mnist --count 25 --image 0\n  pupila look fotos/ --out fotos.png --overview --page fotos.html\n  pupila look cifar10 --augment "flip horizontal" --augment "rotate 20deg"',
    ),
    "cli.help_explain": (
        "Explain a network layer by layer: what each layer does, how its shape comes about, its parameters with the sum behind them, multiply-adds, memory and receptive field.\n\nGive a named model ('pupila models'), a recipe ('pupila recipes' or a TOML file) or a run. With --image a trained run also shows its kernels, what every layer makes of that image, and where the network looked. --out writes it all as one page with a drawing of the network.",
        "Explica una red capa por capa: qué hace cada una, cómo resulta su forma, sus parámetros con la cuenta que hay detrás, multiplicaciones y sumas, memoria y campo receptivo.\n\nDé un modelo con nombre ('pupila models'), una receta ('pupila recipes' o un archivo TOML) o una ejecución. Con --image, una ejecución entrenada muestra también sus filtros, lo que cada capa hace con esa imagen y dónde miró la red. --out lo escribe todo en una página con un dibujo de la red.",
    ),
    "cli.examples_explain": (
        "\b\nExamples:\n  pupila explain lenet5\n  pupila explain 'mlp(units=500)' --input 28 28 1\n  pupila explain n2-cifar10-deep --out page/ --lang es\n  pupila explain runs/digits-... --image seven.png",
        "\b\nEjemplos:\n  pupila explain lenet5\n  pupila explain 'mlp(units=500)' --input 28 28 1\n  pupila explain n2-cifar10-deep --out pagina/ --lang en\n  pupila explain runs/digits-... --image siete.png",
    ),
    "cli.help_learn": (
        "Learn the ideas behind image classifiers in short lessons, each with pictures computed now and something to try.\n\nWithout a name the lessons are listed. With one, the lesson is shown here and written as a page with its pictures (lessons/LESSON.html, in English and Spanish).",
        "Enseña las ideas de los clasificadores de imágenes en lecciones breves, cada una con imágenes calculadas al momento y algo que probar.\n\nSin nombre, enumera las lecciones. Con uno, muestra la lección aquí y la escribe como página con sus imágenes (lessons/LECCIÓN.html, en español e inglés).",
    ),
    "cli.examples_learn": (
        "\b\nExamples:\n  pupila learn\n  pupila learn kernels\n  pupila learn xor --out xor.html --notebook xor.ipynb\n  pupila learn --all --out lessons/",
        "\b\nEjemplos:\n  pupila learn\n  pupila learn kernels\n  pupila learn xor --out xor.html --notebook xor.ipynb\n  pupila learn --all --out lecciones/",
    ),
    "cli.help_predict": (
        "Say what is on images, with the probability of each class. Images are prepared exactly as in training. One that looks like nothing in training is marked 'unsure'. One that cannot be read is named, the others are still answered, and the exit code is 3.",
        "Dice qué hay en unas imágenes, con la probabilidad de cada clase. Las imágenes se preparan exactamente como en el entrenamiento. La que no se parece a nada del entrenamiento se marca con 'no lo sé'. La que no se puede leer se nombra, las demás se responden, y el código de salida es 3.",
    ),
    "cli.examples_predict": (
        "\b\nExamples:\n  pupila predict runs/auto-20260101-120000-ab12 photo.jpg\n  pupila predict auto-2026 new-photos/ --plot answers.html\n  pupila predict auto-2026 new-photos/ --csv > answers.csv\n  pupila predict runs/flowers https://example.org/rose.jpg --json",
        "\b\nEjemplos:\n  pupila predict runs/auto-20260101-120000-ab12 foto.jpg\n  pupila predict auto-2026 fotos-nuevas/ --plot respuestas.html\n  pupila predict auto-2026 fotos-nuevas/ --csv > respuestas.csv\n  pupila predict runs/flores https://example.org/rosa.jpg --json",
    ),
    "cli.help_evaluate": (
        "Judge a run: on its own sealed test set (each reading is counted), or on new labelled data, whose classes are matched by name.",
        "Juzga una ejecución: con su propio conjunto de prueba sellado (se cuenta cada lectura) o con datos nuevos etiquetados, cuyas clases se emparejan por nombre.",
    ),
    "cli.examples_evaluate": (
        "\b\nExamples:\n  pupila evaluate runs/digits-20260101-120000-ab12\n  pupila evaluate runs/auto-20260101-120000-ab12 more-photos/ --json",
        "\b\nEjemplos:\n  pupila evaluate runs/digits-20260101-120000-ab12\n  pupila evaluate runs/auto-20260101-120000-ab12 mas-fotos/ --json",
    ),
    "cli.help_report": (
        "Write a run's report again: one HTML file, readable without a network, in Spanish or English.",
        "Escribe de nuevo el informe de una ejecución: un archivo HTML, legible sin red, en español o en inglés.",
    ),
    "cli.examples_report": (
        "\b\nExample:\n  pupila report runs/digits-20260101-120000-ab12 --lang es",
        "\b\nEjemplo:\n  pupila report runs/digits-20260101-120000-ab12 --lang es",
    ),
    "cli.help_runs": (
        "List the runs here and what each reached.",
        "Enumera las ejecuciones de aquí y lo que alcanzó cada una.",
    ),
    "cli.examples_runs": (
        "\b\nExamples:\n  pupila runs\n  pupila runs show digits-2026\n  pupila runs remove runs/digits-20260101-120000-ab12",
        "\b\nEjemplos:\n  pupila runs\n  pupila runs show digits-2026\n  pupila runs remove runs/digits-20260101-120000-ab12",
    ),
    "cli.help_runs_show": (
        "Show one run: how it stands and its resolved recipe; all figures with --json.",
        "Muestra una ejecución: su estado y su receta resuelta; todas las cifras con --json.",
    ),
    "cli.help_runs_remove": (
        "Remove a run for good, after asking.",
        "Elimina una ejecución para siempre, tras preguntar.",
    ),
    "cli.help_recipes": ("List the recipes that come with Pupila.", "Enumera las recetas que trae Pupila."),
    "cli.examples_recipes": (
        "\b\nExamples:\n  pupila recipes\n  pupila recipes show n2-cifar10-deep > mine.toml",
        "\b\nEjemplos:\n  pupila recipes\n  pupila recipes show n2-cifar10-deep > mia.toml",
    ),
    "cli.help_recipes_show": (
        "Print a recipe as it is written; with --json, resolved, every default in it.",
        "Muestra una receta tal como está escrita; con --json, resuelta, con todos los valores.",
    ),
    "cli.help_models": ("List the named models and their options.", "Enumera los modelos con nombre y sus opciones."),
    "cli.examples_models": (
        '\b\nExamples:\n  pupila models\n  pupila models show "mlp(units=500)"\n  pupila models show cifar_deep --input 64 64 3 --classes 5',
        '\b\nEjemplos:\n  pupila models\n  pupila models show "mlp(units=500)"\n  pupila models show cifar_deep --input 64 64 3 --classes 5',
    ),
    "cli.help_models_show": (
        "Show every layer of a named model: output, parameters, multiply-adds.",
        "Muestra cada capa de un modelo con nombre: salida, parámetros, multiplicaciones-sumas.",
    ),
    "cli.help_data": (
        "List the data sets known by name, and where each lies.",
        "Enumera los conjuntos de datos conocidos por su nombre, y dónde está cada uno.",
    ),
    "cli.examples_data": (
        "\b\nExamples:\n  pupila data\n  pupila data fetch mnist\n  pupila data export runs/digits-20260101-120000-ab12 --count 6 --out unseen",
        "\b\nEjemplos:\n  pupila data\n  pupila data fetch mnist\n  pupila data export runs/digits-20260101-120000-ab12 --count 6 --out sin-ver",
    ),
    "cli.help_data_fetch": (
        "Download a named data set (SHA-256 checked), unless it is here already.",
        "Descarga un conjunto de datos (con SHA-256 comprobado), salvo que ya esté.",
    ),
    "cli.help_data_remove": (
        "Remove a downloaded data set from the cache; what lies in $PUPILA_DATA stays.",
        "Elimina de la caché un conjunto descargado; lo que está en $PUPILA_DATA se queda.",
    ),
    "cli.help_data_export": (
        "Write images of a run's split as PNG files, for instance to predict images it never trained on.",
        "Escribe imágenes de una partición de una ejecución como archivos PNG, por ejemplo para predecir imágenes con las que no se entrenó.",
    ),
    # options
    "cli.option_lang": ("Language of messages and report.", "Idioma de los mensajes y del informe."),
    "cli.option_help": ("Show this page and leave.", "Muestra esta página y termina."),
    "cli.option_version": ("Show the version and leave.", "Muestra la versión y termina."),
    "cli.option_debug": ("Show errors in full, with the traceback.", "Muestra los errores completos, con su traza."),
    "cli.option_json": (
        "Print the result as JSON on standard output.",
        "Escribe el resultado como JSON en la salida estándar.",
    ),
    "cli.option_device": ("Where to compute.", "Dónde calcular."),
    "cli.option_set": (
        "Set any key of the recipe, such as train.learning_rate=0.01; repeatable.",
        "Fija cualquier clave de la receta, como train.learning_rate=0.01; repetible.",
    ),
    "cli.option_seed": ("Seed of everything that is random.", "Semilla de todo lo aleatorio."),
    "cli.option_epochs": ("Passes over the training set.", "Pasadas sobre el conjunto de entrenamiento."),
    "cli.option_minutes": (
        "Minutes that the whole run may take: measures this machine and plans as many epochs as fit.",
        "Minutos que puede durar toda la ejecución: mide esta máquina y planea tantas épocas como quepan.",
    ),
    "cli.epochs_or_minutes": (
        "--epochs and --minutes exclude each other: one says how long, the other lets Pupila find it out. Give one.",
        "--epochs y --minutes se excluyen: uno dice cuánto dura y el otro deja que Pupila lo averigüe. Dé solo uno.",
    ),
    "cli.option_out_run": (
        "Folder of the run; must be empty or absent.",
        "Carpeta de la ejecución; vacía o aún por crear.",
    ),
    "cli.option_out_picture": ("The PNG file to write.", "El archivo PNG que se escribe."),
    "cli.option_out_folder": ("The folder to write to.", "La carpeta donde se escribe."),
    "cli.option_resume": ("Go on with an interrupted run.", "Continúa una ejecución interrumpida."),
    "cli.option_all": ("Write all lessons.", "Escribe todas las lecciones."),
    "cli.option_out_learn": (
        "The page to write; with --all the folder. Default: under lessons/.",
        "La página que se escribe; con --all, la carpeta. Por defecto, en lessons/.",
    ),
    "cli.option_notebook": (
        "Also write the lesson as a notebook (.ipynb), in the language of --lang; with --all the folder.",
        "Escribe también la lección como cuaderno (.ipynb), en el idioma de --lang; con --all, la carpeta.",
    ),
    "cli.option_count": ("Images in the grid.", "Imágenes en la cuadrícula."),
    "cli.option_look_image": (
        "Also draw one image with its pixels, channels and colour bar: a row from 0, or an id such as train/00017.",
        "Dibuja también una imagen con sus píxeles, canales y barra de color: una fila desde 0 o un id como train/00017.",
    ),
    "cli.option_overview": (
        "Also draw the balance of the classes and the sizes of the images.",
        "Dibuja también el equilibrio de las clases y los tamaños de las imágenes.",
    ),
    "cli.option_page": (
        "Also write everything as one HTML page.",
        "Escribe además todo en una sola página HTML.",
    ),
    "cli.option_augment": (
        'An augmentation such as "rotate 20deg"; repeatable. Writes a second picture.',
        'Un aumento como "rotate 20deg"; repetible. Escribe una segunda imagen.',
    ),
    "cli.option_image_size": ("Height and width to resize to.", "Alto y ancho a los que redimensionar."),
    "cli.option_top": (
        "Classes shown for each image: 3 unless told, and up to 20 of a single image.",
        "Clases mostradas por imagen: 3 si no se dice otra cosa, y hasta 20 de una sola imagen.",
    ),
    "cli.option_plot": (
        "Also write each picture beside the bars of its probabilities: a PNG picture, or an HTML page in both languages.",
        "Escribe además cada imagen junto a las barras de sus probabilidades: una imagen PNG o una página HTML en los dos idiomas.",
    ),
    "cli.option_always_answer": (
        "Never say 'unsure', also to an image that looks like nothing in training.",
        "No dice nunca 'no lo sé', tampoco ante una imagen que no se parece a nada del entrenamiento.",
    ),
    "cli.option_csv": ("Print the result as CSV.", "Escribe el resultado como CSV."),
    "cli.option_folder": ("Where the runs lie.", "Dónde están las ejecuciones."),
    "cli.option_yes": ("Do not ask.", "No pregunta."),
    "cli.option_input": ("Height, width and channels of the images.", "Alto, ancho y canales de las imágenes."),
    "cli.option_image": (
        "An image file to show the network; the page then shows what happens to it.",
        "Un archivo de imagen para mostrárselo a la red; la página enseña entonces qué pasa con él.",
    ),
    "cli.option_out_explain": (
        "The folder of the page; with --image explain-NAME by default.",
        "La carpeta de la página; con --image, explain-NOMBRE por defecto.",
    ),
    "cli.option_classes": ("Number of classes.", "Número de clases."),
    "cli.option_split": ("Which part.", "Qué parte."),
    "cli.option_export_count": ("How many images.", "Cuántas imágenes."),
    # usage
    "cli.no_option": (
        "There is no option {name}. '{help}' lists the options.",
        "No existe la opción {name}. '{help}' enumera las opciones.",
    ),
    "cli.no_option_guess": (
        "There is no option {name}. Did you mean {guess}? '{help}' lists the options.",
        "No existe la opción {name}. ¿Quería decir {guess}? '{help}' enumera las opciones.",
    ),
    "cli.missing": (
        "{name} is missing. '{help}' tells what belongs there.",
        "Falta {name}. '{help}' explica qué va ahí.",
    ),
    "cli.bad_value": (
        "'{received}' is no value for {name}. Expected: {expected}.",
        "'{received}' no es un valor para {name}. Se espera: {expected}.",
    ),
    "cli.needs_value": (
        "{name} needs more after it than was given; the command's --help tells what.",
        "{name} necesita detrás más de lo que se dio; el --help de la orden explica qué.",
    ),
    "cli.no_command": (
        "A command is missing. '{help}' lists the commands.",
        "Falta una orden. '{help}' enumera las órdenes.",
    ),
    "cli.too_many": (
        "There is too much on the line: {words}. '{help}' shows how the command is called.",
        "Sobran palabras en la línea: {words}. '{help}' muestra cómo se llama la orden.",
    ),
    "cli.usage_refused": ("{reason}. '{help}' tells more.", "{reason}. '{help}' dice más."),
    "cli.expected_choice": ("one of {choices}", "uno de {choices}"),
    "cli.expected_least": ("a whole number from {low}", "un número entero desde {low}"),
    "cli.expected_range": ("a whole number from {low} to {high}", "un número entero de {low} a {high}"),
    "cli.target_or_resume": (
        "Give either what to train (a recipe, a data set, a folder, an .npz file) or --resume RUN. 'pupila recipes' lists the recipes.",
        "Dé qué entrenar (una receta, un conjunto de datos, una carpeta o un .npz) o bien --resume EJECUCIÓN. 'pupila recipes' enumera las recetas.",
    ),
    "cli.resume_alone": (
        "--resume goes on with the run's own recipe: leave out --set, --seed, --epochs, --minutes, --device and --out.",
        "--resume continúa con la receta de la propia ejecución: quite --set, --seed, --epochs, --minutes, --device y --out.",
    ),
    "cli.json_or_csv": ("--json and --csv exclude each other; give one.", "--json y --csv se excluyen; dé solo uno."),
    "cli.png_only": (
        "The picture is written as PNG; '{path}' does not end in .png.",
        "La imagen se escribe en PNG; '{path}' no termina en .png.",
    ),
    "cli.html_only": (
        "The page is written as HTML; '{path}' does not end in .html.",
        "La página se escribe en HTML; '{path}' no termina en .html.",
    ),
    "cli.no_images": (
        "There is no image file (JPEG, PNG, GIF, BMP, WEBP, TIFF) in '{path}' or below it.",
        "No hay ningún archivo de imagen (JPEG, PNG, GIF, BMP, WEBP, TIFF) en '{path}' ni por debajo.",
    ),
    "cli.empty_split": (
        "The run '{run}' has no {split} examples.",
        "La ejecución '{run}' no tiene ejemplos de {split}.",
    ),
    # training
    "cli.training": ("Recipe {recipe} on {source}, seed {seed}", "Receta {recipe} con {source}, semilla {seed}"),
    "cli.result_val": ("Validation accuracy  {figure}", "Exactitud de validación  {figure}"),
    "cli.result_test": ("Test accuracy        {figure}", "Exactitud de prueba      {figure}"),
    "cli.result_time": (
        "{epochs} epochs (weights of epoch {chosen}) in {seconds:,.1f} s, {rate:,.0f} images/s",
        "{epochs} épocas (pesos de la época {chosen}) en {seconds:,.1f} s, {rate:,.0f} imágenes/s",
    ),
    "cli.result_time_one": (
        "1 epoch in {seconds:,.1f} s, {rate:,.0f} images/s",
        "1 época en {seconds:,.1f} s, {rate:,.0f} imágenes/s",
    ),
    "cli.result_run": ("Run     {run}\nReport  {report}", "Ejecución  {run}\nInforme    {report}"),
    # results
    "cli.look_title": (
        "{name}: {examples:,} images of {classes} classes, {shape}",
        "{name}: {examples:,} imágenes de {classes} clases, {shape}",
    ),
    "cli.class": ("class", "clase"),
    "cli.examples": ("examples", "ejemplos"),
    "cli.size": ("height x width", "alto x ancho"),
    "cli.other_sizes": ("{count:,} others", "otros {count:,}"),
    "cli.skipped": ("left out: {message}", "excluido: {message}"),
    "cli.picture": ("Picture: {path}", "Imagen: {path}"),
    "cli.page": ("Page: {path}", "Página: {path}"),
    "cli.file": ("file", "archivo"),
    "cli.probability": ("probability", "probabilidad"),
    "cli.accuracy": ("Accuracy", "Exactitud"),
    "cli.balanced_accuracy": ("Balanced accuracy", "Exactitud equilibrada"),
    "cli.ece": ("Expected calibration error", "Error de calibración esperado"),
    "cli.loss": ("Loss (nats)", "Pérdida (nats)"),
    "cli.precision": ("precision", "precisión"),
    "cli.recall": ("recall", "sensibilidad"),
    "cli.f1": ("F1", "F1"),
    "cli.test_reads": (
        "Readings of the test set so far: {count}",
        "Lecturas del conjunto de prueba hasta ahora: {count}",
    ),
    "cli.report_at": ("Report: {path}", "Informe: {path}"),
    "cli.no_runs": (
        "No runs in '{folder}' yet. Begin with: pupila train digits",
        "Aún no hay ejecuciones en '{folder}'. Empiece con: pupila train digits",
    ),
    "cli.status_done": ("done", "terminada"),
    "cli.status_running": ("running", "en curso"),
    "cli.status_interrupted": ("interrupted", "interrumpida"),
    "cli.status_diverged": ("diverged", "divergió"),
    "cli.status_damaged": ("damaged", "dañada"),
    "cli.head_run": ("run", "ejecución"),
    "cli.head_status": ("status", "estado"),
    "cli.head_seed": ("seed", "semilla"),
    "cli.head_epochs": ("epochs", "épocas"),
    "cli.head_val": ("val", "valid."),
    "cli.head_test": ("test", "prueba"),
    "cli.head_seconds": ("seconds", "segundos"),
    "cli.remove_run": ("Remove '{path}' for good?", "¿Eliminar '{path}' para siempre?"),
    "cli.removed": ("Removed {path}", "Eliminado: {path}"),
    "cli.nothing_removed": ("Nothing of '{name}' lies in the cache.", "No hay nada de '{name}' en la caché."),
    "cli.recipe": ("recipe", "receta"),
    "cli.about": ("about", "de qué trata"),
    "cli.model": ("model", "modelo"),
    "cli.model_options": ("options and defaults", "opciones y valores"),
    "cli.layer": ("layer", "capa"),
    "cli.output": ("output", "salida"),
    "cli.parameters": ("parameters", "parámetros"),
    "cli.multiply_adds": ("multiply-adds", "mult.-sumas"),
    "cli.total_parameters": (
        "{count:,} parameters for images of {shape}",
        "{count:,} parámetros para imágenes de {shape}",
    ),
    "cli.name": ("name", "nombre"),
    "cli.place": ("place", "lugar"),
    "cli.builtin": ("built in", "incluido"),
    "cli.not_here": (
        "not here yet; 'pupila data fetch {name}' downloads it",
        "aún no está; 'pupila data fetch {name}' lo descarga",
    ),
    "cli.lies_at": ("{name}: {path}", "{name}: {path}"),
    "cli.exported": ("{count} images in {folder}", "{count} imágenes en {folder}"),
}
