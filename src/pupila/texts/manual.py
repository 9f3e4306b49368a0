"""The manual of the command line: help pages, one line for each command, and what each option does."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "manual.help": (
        "From images to a classifier you can trust, and the evidence for it.\n\nPupila trains small image classifiers on your own computer, shows what they learned and where they fail.",
        "De imágenes a un clasificador en el que se puede confiar, y las pruebas de ello.\n\nPupila entrena pequeños clasificadores de imágenes en su propio ordenador, y muestra qué aprendieron y dónde fallan.",
    ),
    "manual.epilog": (
        "\b\nExamples:\n  pupila train digits              a first network, in seconds, without a download\n  pupila look photos/              what is in a folder with one sub-folder per class\n  pupila train photos/             a classifier for it\n  pupila predict runs/auto-... new.jpg\n\n'pupila COMMAND --help' tells the rest. Errors in full: --debug.",
        "\b\nEjemplos:\n  pupila train digits              una primera red, en segundos, sin descargas\n  pupila look fotos/               qué hay en una carpeta con una subcarpeta por clase\n  pupila train fotos/              un clasificador para ella\n  pupila predict runs/auto-... nueva.jpg\n\n'pupila ORDEN --help' cuenta el resto. Errores completos: --debug.",
    ),
    # one line for each command
    "manual.short_train": (
        "Train a network, judge it, write the report.",
        "Entrena una red, la juzga y escribe el informe.",
    ),
    "manual.short_look": (
        "Show what a data set holds, as figures and a picture.",
        "Muestra qué contiene un conjunto de datos, en cifras y en una imagen.",
    ),
    "manual.short_check": (
        "Find broken files, copies, leaks, imbalance and suspect labels.",
        "Busca archivos rotos, copias, fugas, desequilibrio y etiquetas sospechosas.",
    ),
    "manual.short_explain": (
        "Explain a network layer by layer, and what it makes of an image.",
        "Explica una red capa por capa, y lo que hace con una imagen.",
    ),
    "manual.short_learn": (
        "Learn how networks see images, in short lessons.",
        "Enseña cómo ven las redes las imágenes, en lecciones breves.",
    ),
    "manual.short_predict": ("Say what is on images.", "Dice qué hay en unas imágenes."),
    "manual.short_evaluate": (
        "Judge a run on its test set or on new labelled data.",
        "Juzga una ejecución con su conjunto de prueba o con datos nuevos etiquetados.",
    ),
    "manual.short_compare": (
        "Compare arms of an experiment over paired seeds, with an interval and a verdict.",
        "Compara los brazos de un experimento con semillas emparejadas, con intervalo y veredicto.",
    ),
    "manual.short_autopsy": (
        "Name the faults of method that a notebook or script shows.",
        "Nombra los fallos de método que muestra un cuaderno o programa.",
    ),
    "manual.short_audit": (
        "Ask whether what a run or an experiment concludes can be believed.",
        "Pregunta si se puede creer lo que concluye una ejecución o un experimento.",
    ),
    "manual.short_verify": (
        "Re-check a run that somebody hands in, from its files to its figures.",
        "Comprueba de nuevo una ejecución entregada, de sus archivos a sus cifras.",
    ),
    "manual.short_report": (
        "Write a run's report again, one HTML file.",
        "Escribe de nuevo el informe de una ejecución, un archivo HTML.",
    ),
    "manual.short_runs": ("List, show and remove runs.", "Enumera, muestra y elimina ejecuciones."),
    "manual.short_recipes": ("List and show the recipes.", "Enumera y muestra las recetas."),
    "manual.short_models": (
        "List the named models and show their layers.",
        "Enumera los modelos con nombre y muestra sus capas.",
    ),
    "manual.short_data": (
        "List, fetch, export and remove data sets.",
        "Enumera, descarga, exporta y elimina conjuntos de datos.",
    ),
    # help of each command
    "manual.help_train": (
        "Train a network, judge it on data it has never seen, and write the report.\n\nGive a recipe ('pupila recipes'), a TOML file of your own, a data set by name ('pupila data'), a folder with one sub-folder per class, or an .npz file. The run goes to a new folder under runs/. Ctrl-C saves everything; --resume goes on.",
        "Entrena una red, la juzga con datos que nunca ha visto y escribe el informe.\n\nDé una receta ('pupila recipes'), un archivo TOML propio, un conjunto de datos por su nombre ('pupila data'), una carpeta con una subcarpeta por clase, o un archivo .npz. La ejecución va a una carpeta nueva en runs/. Ctrl-C lo guarda todo; --resume continúa.",
    ),
    "manual.examples_train": (
        "\b\nExamples:\n  pupila train digits\n  pupila train n4-mnist-lenet5 --epochs 5 --seed 1\n  pupila train photos/ --set data.image_size=[96,96]\n  pupila train n5-fashion-mlp --set model.options.units=500\n  pupila train --resume runs/digits-20260101-120000-ab12",
        "\b\nEjemplos:\n  pupila train digits\n  pupila train n4-mnist-lenet5 --epochs 5 --seed 1\n  pupila train fotos/ --set data.image_size=[96,96]\n  pupila train n5-fashion-mlp --set model.options.units=500\n  pupila train --resume runs/digits-20260101-120000-ab12",
    ),
    "manual.help_look": (
        "Show what a data set holds: counts per class, image sizes, files left out, and a labelled grid as PNG.\n\nMore pictures where they are asked for, beside the grid: one image with its colour bar (--image), bars of the classes and a plot of the sizes (--overview), one image as training would see it (--augment). --page writes all of them into one HTML file.",
        "Muestra qué contiene un conjunto de datos: cuentas por clase, tamaños, archivos excluidos y una cuadrícula etiquetada en PNG.\n\nA petición, más imágenes junto a la cuadrícula: una sola con su barra de color (--image), barras de las clases y un gráfico de los tamaños (--overview), una imagen como la vería el entrenamiento (--augment). --page las reúne todas en un archivo HTML.",
    ),
    "manual.examples_look": (
        '\b\nExamples:\n  pupila look digits\n  pupila look fashion_mnist --count 25 --image 0\n  pupila look photos/ --out photos.png --overview --page photos.html\n  pupila look cifar10 --augment "flip horizontal" --augment "rotate 20deg"',
        '\b\nEjemplos:\n  pupila look digits\n  pupila look fashion_mnist --count 25 --image 0\n  pupila look fotos/ --out fotos.png --overview --page fotos.html\n  pupila look cifar10 --augment "flip horizontal" --augment "rotate 20deg"',
    ),
    "manual.help_check": (
        "Find what is wrong with a data set before it is learned from: files that cannot be read, identical and nearly identical images within and across splits and between classes, class names that are one, imbalance, dark and blurred images, and labels that are probably wrong.\n\nLabels are judged by networks trained on the other parts of the data, where that takes no more than five minutes. Every finding says where its check errs. Your files are never changed, except by --move-to, which moves them and lists how to bring them back. The exit code is 3 where something of severity 'error' is found, or a file could not be moved.",
        "Busca lo que está mal en un conjunto de datos antes de aprender de él: archivos que no se pueden leer, imágenes idénticas y casi idénticas dentro de las particiones y entre ellas y entre clases, nombres de clase que son el mismo, desequilibrio, imágenes oscuras y borrosas, y etiquetas probablemente equivocadas.\n\nLas etiquetas las juzgan redes entrenadas con las demás partes de los datos, si no lleva más de cinco minutos. Cada hallazgo dice dónde se equivoca su comprobación. Sus archivos no se modifican nunca, salvo con --move-to, que los mueve y apunta cómo devolverlos. El código de salida es 3 si hay algo de gravedad 'error' o un archivo no se pudo mover.",
    ),
    "manual.examples_check": (
        "\b\nExamples:\n  pupila check photos/\n  pupila check photos/ --page check.html --write-csv check.csv\n  pupila check photos/ --only copies --only near_copies --move-to set-aside/\n  pupila check --undo set-aside/\n  pupila check --run pets\n  pupila check cifar10 --no-labels --json",
        "\b\nEjemplos:\n  pupila check fotos/\n  pupila check fotos/ --page datos.html --write-csv datos.csv\n  pupila check fotos/ --only copies --only near_copies --move-to apartadas/\n  pupila check --undo apartadas/\n  pupila check --run mascotas\n  pupila check cifar10 --no-labels --json",
    ),
    "manual.help_explain": (
        "Explain a network layer by layer: what each layer does, how its shape comes about, its parameters with the sum behind them, multiply-adds, memory and receptive field.\n\nGive a named model ('pupila models'), a recipe ('pupila recipes' or a TOML file) or a run. With --image a trained run also shows its kernels, what every layer makes of that image, and where the network looked. --out writes it all as one page with a drawing of the network.",
        "Explica una red capa por capa: qué hace cada una, cómo resulta su forma, sus parámetros con la cuenta que hay detrás, multiplicaciones y sumas, memoria y campo receptivo.\n\nDé un modelo con nombre ('pupila models'), una receta ('pupila recipes' o un archivo TOML) o una ejecución. Con --image, una ejecución entrenada muestra también sus filtros, lo que cada capa hace con esa imagen y dónde miró la red. --out lo escribe todo en una página con un dibujo de la red.",
    ),
    "manual.examples_explain": (
        "\b\nExamples:\n  pupila explain lenet5\n  pupila explain 'mlp(units=500)' --input 28 28 1\n  pupila explain n2-cifar10-deep --out page/ --lang es\n  pupila explain runs/digits-... --image seven.png",
        "\b\nEjemplos:\n  pupila explain lenet5\n  pupila explain 'mlp(units=500)' --input 28 28 1\n  pupila explain n2-cifar10-deep --out pagina/ --lang en\n  pupila explain runs/digits-... --image siete.png",
    ),
    "manual.help_learn": (
        "Learn the ideas behind image classifiers in short lessons, each with pictures computed now and something to try.\n\nWithout a name the lessons are listed. With one, the lesson is shown here and written as a page with its pictures (lessons/LESSON.html, in English and Spanish).",
        "Enseña las ideas de los clasificadores de imágenes en lecciones breves, cada una con imágenes calculadas al momento y algo que probar.\n\nSin nombre, enumera las lecciones. Con uno, muestra la lección aquí y la escribe como página con sus imágenes (lessons/LECCIÓN.html, en español e inglés).",
    ),
    "manual.examples_learn": (
        "\b\nExamples:\n  pupila learn\n  pupila learn kernels\n  pupila learn xor --out xor.html --notebook xor.ipynb\n  pupila learn --all --out lessons/",
        "\b\nEjemplos:\n  pupila learn\n  pupila learn kernels\n  pupila learn xor --out xor.html --notebook xor.ipynb\n  pupila learn --all --out lecciones/",
    ),
    "manual.help_predict": (
        "Say what is on images, with the probability of each class. Images are prepared exactly as in training. One that looks like nothing in training is marked 'unsure'. One that cannot be read is named, the others are still answered, and the exit code is 3.",
        "Dice qué hay en unas imágenes, con la probabilidad de cada clase. Las imágenes se preparan exactamente como en el entrenamiento. La que no se parece a nada del entrenamiento se marca con 'no lo sé'. La que no se puede leer se nombra, las demás se responden, y el código de salida es 3.",
    ),
    "manual.examples_predict": (
        "\b\nExamples:\n  pupila predict runs/auto-20260101-120000-ab12 photo.jpg\n  pupila predict auto-2026 new-photos/ --plot answers.html\n  pupila predict auto-2026 new-photos/ --csv > answers.csv\n  pupila predict runs/flowers https://example.org/rose.jpg --json",
        "\b\nEjemplos:\n  pupila predict runs/auto-20260101-120000-ab12 foto.jpg\n  pupila predict auto-2026 fotos-nuevas/ --plot respuestas.html\n  pupila predict auto-2026 fotos-nuevas/ --csv > respuestas.csv\n  pupila predict runs/flores https://example.org/rosa.jpg --json",
    ),
    "manual.help_evaluate": (
        "Judge a run: on its own sealed test set (each reading is counted), or on new labelled data, whose classes are matched by name.",
        "Juzga una ejecución: con su propio conjunto de prueba sellado (se cuenta cada lectura) o con datos nuevos etiquetados, cuyas clases se emparejan por nombre.",
    ),
    "manual.examples_evaluate": (
        "\b\nExamples:\n  pupila evaluate runs/digits-20260101-120000-ab12\n  pupila evaluate runs/auto-20260101-120000-ab12 more-photos/ --json",
        "\b\nEjemplos:\n  pupila evaluate runs/digits-20260101-120000-ab12\n  pupila evaluate runs/auto-20260101-120000-ab12 mas-fotos/ --json",
    ),
    "manual.help_compare": (
        "Compare arms over paired seeds: for each seed all arms share split, batch order, augmentation stream and, where shapes allow, initial weights. Ends with the interval of the difference and one of three verdicts: better, equivalent, not shown.\n\nGive an experiment (a name, a TOML file, or the folder of one that was begun), or a recipe with an --arm for each variant; the first arm is the baseline. Without anything, the experiments that come with Pupila are listed. The runs go side by side to experiments/NAME-.../; the same command finds finished ones again and goes on with the others, and more seeds join those that are there. Ctrl-C saves everything.",
        "Compara brazos con semillas emparejadas: para cada semilla, todos los brazos comparten la división, el orden de los lotes, el azar del aumento y, donde las formas lo permiten, los pesos iniciales. Termina con el intervalo de la diferencia y uno de tres veredictos: mejor, equivalente, no demostrado.\n\nDé un experimento (un nombre, un archivo TOML o la carpeta de uno ya empezado), o una receta con un --arm por variante; el primer brazo es la referencia. Sin nada, enumera los experimentos que trae Pupila. Las ejecuciones van en paralelo a experiments/NOMBRE-.../; la misma orden reencuentra las terminadas y continúa las demás, y las semillas añadidas se suman a las que hay. Ctrl-C lo guarda todo.",
    ),
    "manual.examples_compare": (
        "\b\nExamples:\n  pupila compare digits-augmentation\n  pupila compare n5-width --seeds 10 --margin 0.002\n  pupila compare digits --arm plain --arm turned 'augment.lines=[\"rotate 10deg\"]'\n  pupila compare photos/ --arm short train.epochs=5 --arm long train.epochs=20 train.schedule=cosine\n  pupila compare experiments/n5-width-41e98d71 --seeds 20",
        "\b\nEjemplos:\n  pupila compare digits-augmentation\n  pupila compare n5-width --seeds 10 --margin 0.002\n  pupila compare digits --arm normal --arm girado 'augment.lines=[\"rotate 10deg\"]'\n  pupila compare fotos/ --arm corto train.epochs=5 --arm largo train.epochs=20 train.schedule=cosine\n  pupila compare experiments/n5-width-41e98d71 --seeds 20",
    ),
    "manual.help_autopsy": (
        "Read notebooks (.ipynb) or scripts (.py) of Keras or PyTorch and name the faults of method that their code shows: test data used as validation data, weights restored too late, validation made of training data, augmented validation, exhausted generators, conclusions from one run, and more, each with its place, the reason and what to write instead.\n\nNothing in them is run or imported. 'Possible' marks what rests on a name, or on something that the code does not show. A cell that cannot be parsed is named and passed over.",
        "Lee cuadernos (.ipynb) o programas (.py) de Keras o PyTorch y nombra los fallos de método que su código muestra: datos de prueba usados como validación, pesos restaurados demasiado tarde, validación hecha con los datos de entrenamiento, validación con aumento, generadores agotados, conclusiones de una sola ejecución y más, cada uno con su lugar, la razón y qué escribir en su lugar.\n\nNada de ellos se ejecuta ni se importa. «Posible» marca lo que se apoya en un nombre, o en algo que el código no muestra. La celda que no se puede leer se nombra y se pasa por alto.",
    ),
    "manual.examples_autopsy": (
        "\b\nExamples:\n  pupila autopsy homework.ipynb\n  pupila autopsy homework.ipynb --page homework.html --lang es\n  pupila autopsy class/*.ipynb --json > findings.json\n  pupila autopsy train.py --strict        exit code 3 where there are faults",
        "\b\nEjemplos:\n  pupila autopsy tarea.ipynb\n  pupila autopsy tarea.ipynb --page tarea.html --lang en\n  pupila autopsy clase/*.ipynb --json > hallazgos.json\n  pupila autopsy entrena.py --strict      código de salida 3 donde hay fallos",
    ),
    "manual.help_audit": (
        "Audit the method of a run or of an experiment: sixteen faults that make a conclusion wrong (a test set that chose, images in two parts, a network that was trained before, dropout in evaluation, arms that differ in more than one thing, ...), each looked for with evidence and a remedy.\n\nOnly the folder is read, and image files of the data where they are still what they were. The result is written to audit.json there.",
        "Audita el método de una ejecución o de un experimento: dieciséis fallos que invalidan una conclusión (un conjunto de prueba que eligió, imágenes en dos particiones, una red ya entrenada, dropout al evaluar, brazos que difieren en más de una cosa, ...), cada uno buscado con evidencia y remedio.\n\nSolo se lee la carpeta, y los archivos de imagen de los datos si siguen siendo los mismos. El resultado se escribe allí, en audit.json.",
    ),
    "manual.examples_audit": (
        "\b\nExamples:\n  pupila audit runs/digits-20260101-120000-ab12\n  pupila audit experiments/n5-width-41e98d71 --strict",
        "\b\nEjemplos:\n  pupila audit runs/digits-20260101-120000-ab12\n  pupila audit experiments/n5-width-41e98d71 --strict",
    ),
    "manual.option_audit_strict": (
        "Exit with code 3 where something does not hold.",
        "Salir con el código 3 si algo no se cumple.",
    ),
    "manual.help_verify": (
        "Re-check a run that somebody hands in: the SHA-256 of every file, recipe and history, the split and the sealed test set against the data, the predictions against the weights, the figures against the predictions, the first weights against the seed. Of an experiment each of its runs, and the comparison.\n\nThe data are loaded again where they are at hand (give DATA where they are in another place); what cannot be checked is said to be so. Exit code 4 where something does not hold.",
        "Comprueba de nuevo una ejecución entregada: el SHA-256 de cada archivo, la receta y el historial, la partición y el conjunto de prueba sellado frente a los datos, las predicciones frente a los pesos, las cifras frente a las predicciones, los primeros pesos frente a la semilla. De un experimento, cada ejecución y la comparación.\n\nLos datos se cargan de nuevo si están a mano (dé DATA si están en otro lugar); lo que no se puede comprobar se dice. Código de salida 4 si algo no se cumple.",
    ),
    "manual.examples_verify": (
        "\b\nExamples:\n  pupila verify runs/digits-20260101-120000-ab12\n  pupila verify handed-in/ photos/ --json",
        "\b\nEjemplos:\n  pupila verify runs/digits-20260101-120000-ab12\n  pupila verify entregada/ fotos/ --json",
    ),
    "manual.help_report": (
        "Write a run's report again: one HTML file, readable without a network, in Spanish or English.",
        "Escribe de nuevo el informe de una ejecución: un archivo HTML, legible sin red, en español o en inglés.",
    ),
    "manual.examples_report": (
        "\b\nExample:\n  pupila report runs/digits-20260101-120000-ab12 --lang es",
        "\b\nEjemplo:\n  pupila report runs/digits-20260101-120000-ab12 --lang es",
    ),
    "manual.help_runs": (
        "List the runs here and what each reached.",
        "Enumera las ejecuciones de aquí y lo que alcanzó cada una.",
    ),
    "manual.examples_runs": (
        "\b\nExamples:\n  pupila runs\n  pupila runs show digits-2026\n  pupila runs remove runs/digits-20260101-120000-ab12",
        "\b\nEjemplos:\n  pupila runs\n  pupila runs show digits-2026\n  pupila runs remove runs/digits-20260101-120000-ab12",
    ),
    "manual.help_runs_show": (
        "Show one run: how it stands and its resolved recipe; all figures with --json.",
        "Muestra una ejecución: su estado y su receta resuelta; todas las cifras con --json.",
    ),
    "manual.help_runs_remove": (
        "Remove a run for good, after asking.",
        "Elimina una ejecución para siempre, tras preguntar.",
    ),
    "manual.help_recipes": ("List the recipes that come with Pupila.", "Enumera las recetas que trae Pupila."),
    "manual.examples_recipes": (
        "\b\nExamples:\n  pupila recipes\n  pupila recipes show n2-cifar10-deep > mine.toml",
        "\b\nEjemplos:\n  pupila recipes\n  pupila recipes show n2-cifar10-deep > mia.toml",
    ),
    "manual.help_recipes_show": (
        "Print a recipe as it is written; with --json, resolved, every default in it.",
        "Muestra una receta tal como está escrita; con --json, resuelta, con todos los valores.",
    ),
    "manual.help_models": (
        "List the named models and their options.",
        "Enumera los modelos con nombre y sus opciones.",
    ),
    "manual.examples_models": (
        '\b\nExamples:\n  pupila models\n  pupila models show "mlp(units=500)"\n  pupila models show cifar_deep --input 64 64 3 --classes 5',
        '\b\nEjemplos:\n  pupila models\n  pupila models show "mlp(units=500)"\n  pupila models show cifar_deep --input 64 64 3 --classes 5',
    ),
    "manual.help_models_show": (
        "Show every layer of a named model: output, parameters, multiply-adds.",
        "Muestra cada capa de un modelo con nombre: salida, parámetros, multiplicaciones-sumas.",
    ),
    "manual.help_data": (
        "List the data sets known by name, and where each lies.",
        "Enumera los conjuntos de datos conocidos por su nombre, y dónde está cada uno.",
    ),
    "manual.examples_data": (
        "\b\nExamples:\n  pupila data\n  pupila data fetch mnist\n  pupila data export runs/digits-20260101-120000-ab12 --count 6 --out unseen",
        "\b\nEjemplos:\n  pupila data\n  pupila data fetch mnist\n  pupila data export runs/digits-20260101-120000-ab12 --count 6 --out sin-ver",
    ),
    "manual.help_data_fetch": (
        "Download a named data set (SHA-256 checked), unless it is here already.",
        "Descarga un conjunto de datos (con SHA-256 comprobado), salvo que ya esté.",
    ),
    "manual.help_data_remove": (
        "Remove a downloaded data set from the cache; what lies in $PUPILA_DATA stays.",
        "Elimina de la caché un conjunto descargado; lo que está en $PUPILA_DATA se queda.",
    ),
    "manual.help_data_export": (
        "Write images of a run's split as PNG files, for instance to predict images it never trained on.",
        "Escribe imágenes de una partición de una ejecución como archivos PNG, por ejemplo para predecir imágenes con las que no se entrenó.",
    ),
    # options
    "manual.option_autopsy_strict": (
        "Exit code 3 where a fault is found.",
        "Código de salida 3 donde se encuentra un fallo.",
    ),
    "manual.option_autopsy_page": (
        "Write a page with the cells and what was found beside them.",
        "Escribe una página con las celdas y, a su lado, lo encontrado.",
    ),
    "manual.option_lang": ("Language of messages and report.", "Idioma de los mensajes y del informe."),
    "manual.option_help": ("Show this page and leave.", "Muestra esta página y termina."),
    "manual.option_version": ("Show the version and leave.", "Muestra la versión y termina."),
    "manual.option_debug": ("Show errors in full, with the traceback.", "Muestra los errores completos, con su traza."),
    "manual.option_json": (
        "Print the result as JSON on standard output.",
        "Escribe el resultado como JSON en la salida estándar.",
    ),
    "manual.option_device": ("Where to compute.", "Dónde calcular."),
    "manual.option_set": (
        "Set any key of the recipe, such as train.learning_rate=0.01; repeatable.",
        "Fija cualquier clave de la receta, como train.learning_rate=0.01; repetible.",
    ),
    "manual.option_seed": ("Seed of everything that is random.", "Semilla de todo lo aleatorio."),
    "manual.option_epochs": ("Passes over the training set.", "Pasadas sobre el conjunto de entrenamiento."),
    "manual.option_minutes": (
        "Minutes that the whole run may take: measures this machine and plans as many epochs as fit.",
        "Minutos que puede durar toda la ejecución: mide esta máquina y planea tantas épocas como quepan.",
    ),
    "manual.option_out_run": (
        "Folder of the run; must be empty or absent.",
        "Carpeta de la ejecución; vacía o aún por crear.",
    ),
    "manual.option_out_experiment": (
        "Folder of the experiment; under experiments/ by default.",
        "Carpeta del experimento; en experiments/ por defecto.",
    ),
    "manual.option_arm": (
        "An arm's name, and after it the settings in which it differs from the recipe; repeat it for each arm.",
        "El nombre de un brazo y, detrás, los ajustes en que difiere de la receta; repítalo para cada brazo.",
    ),
    "manual.option_seeds": (
        "How many seeds, from 0; or which, as in 3,7. 5 unless told.",
        "Cuántas semillas, desde 0; o cuáles, como 3,7. Si no se dice, 5.",
    ),
    "manual.option_margin": (
        "Up to where a difference of accuracy does not matter; 0.005, half a point, unless told.",
        "Hasta dónde no importa una diferencia de exactitud; si no se dice, 0.005, medio punto.",
    ),
    "manual.option_jobs": (
        "Runs at once; as many as cores and memory allow unless told.",
        "Ejecuciones a la vez; si no se dice, tantas como permitan núcleos y memoria.",
    ),
    "manual.option_set_arms": (
        "Set a key of the recipe for all arms, such as train.epochs=5; repeatable.",
        "Fija una clave de la receta para todos los brazos, como train.epochs=5; repetible.",
    ),
    "manual.option_out_picture": ("The PNG file to write.", "El archivo PNG que se escribe."),
    "manual.option_out_folder": ("The folder to write to.", "La carpeta donde se escribe."),
    "manual.option_resume": ("Go on with an interrupted run.", "Continúa una ejecución interrumpida."),
    "manual.option_allow_drift": (
        "With --resume: go on although threads, torch, processor or what is compiled are others than when the run began; the run then says so.",
        "Con --resume: continúa aunque los hilos, torch, el procesador o lo compilado no sean los del comienzo; la ejecución lo hace constar.",
    ),
    "manual.option_all": ("Write all lessons.", "Escribe todas las lecciones."),
    "manual.option_out_learn": (
        "The page to write; with --all the folder. Default: under lessons/.",
        "La página que se escribe; con --all, la carpeta. Por defecto, en lessons/.",
    ),
    "manual.option_notebook": (
        "Also write the lesson as a notebook (.ipynb), in the language of --lang; with --all the folder.",
        "Escribe también la lección como cuaderno (.ipynb), en el idioma de --lang; con --all, la carpeta.",
    ),
    "manual.option_count": ("Images in the grid.", "Imágenes en la cuadrícula."),
    "manual.option_look_image": (
        "Also draw one image with its pixels, channels and colour bar: a row from 0, or an id such as train/00017.",
        "Dibuja también una imagen con sus píxeles, canales y barra de color: una fila desde 0 o un id como train/00017.",
    ),
    "manual.option_overview": (
        "Also draw the balance of the classes and the sizes of the images.",
        "Dibuja también el equilibrio de las clases y los tamaños de las imágenes.",
    ),
    "manual.option_page": (
        "Also write everything as one HTML page.",
        "Escribe además todo en una sola página HTML.",
    ),
    "manual.option_augment": (
        'An augmentation such as "rotate 20deg"; repeatable. Writes a second picture.',
        'Un aumento como "rotate 20deg"; repetible. Escribe una segunda imagen.',
    ),
    "manual.option_image_size": ("Height and width to resize to.", "Alto y ancho a los que redimensionar."),
    "manual.option_top": (
        "Classes shown for each image: 3 unless told, and up to 20 of a single image.",
        "Clases mostradas por imagen: 3 si no se dice otra cosa, y hasta 20 de una sola imagen.",
    ),
    "manual.option_plot": (
        "Also write each picture beside the bars of its probabilities: a PNG picture, or an HTML page in both languages.",
        "Escribe además cada imagen junto a las barras de sus probabilidades: una imagen PNG o una página HTML en los dos idiomas.",
    ),
    "manual.option_always_answer": (
        "Never say 'unsure', also to an image that looks like nothing in training.",
        "No dice nunca 'no lo sé', tampoco ante una imagen que no se parece a nada del entrenamiento.",
    ),
    "manual.option_labels": (
        "Judge labels by training networks, however long it takes, or not at all; by default where it takes at most five minutes.",
        "Juzgar las etiquetas entrenando redes, dure lo que dure, o no hacerlo; por defecto, si lleva como mucho cinco minutos.",
    ),
    "manual.option_check_run": (
        "Check data as this run read them (its own, unless DATA are given): its parts count as given, its network tells what it sees as one image, and what is found is laid beside it.",
        "Comprobar los datos tal como los leyó esta ejecución (los suyos, si no se da DATA): sus particiones cuentan como dadas, su red dice qué imágenes ve como una, y lo hallado se guarda junto a ella.",
    ),
    "manual.option_only": (
        "Make only the check of this code, as in the column of the table; can be given several times.",
        "Hacer solo la comprobación de este código, como en la columna de la tabla; puede darse varias veces.",
    ),
    "manual.option_check_page": (
        "Write a page with the images beside each other.",
        "Escribir una página con las imágenes una junto a otra.",
    ),
    "manual.option_write_csv": (
        "Write a list of all files with what was found of them.",
        "Escribir una lista de todos los archivos con lo que se halló de cada uno.",
    ),
    "manual.option_move_to": (
        "Move the files to this folder: unreadable ones and all but one of identical ones; with --only, those of the findings named.",
        "Mover los archivos a esta carpeta: los ilegibles y las copias idénticas sobrantes; con --only, los de los hallazgos nombrados.",
    ),
    "manual.option_undo": (
        "Bring back what --move-to moved to this folder.",
        "Devolver lo que --move-to movió a esta carpeta.",
    ),
    "manual.option_csv": ("Print the result as CSV.", "Escribe el resultado como CSV."),
    "manual.option_folder": ("Where the runs lie.", "Dónde están las ejecuciones."),
    "manual.option_yes": ("Do not ask.", "No pregunta."),
    "manual.option_input": ("Height, width and channels of the images.", "Alto, ancho y canales de las imágenes."),
    "manual.option_image": (
        "An image file to show the network; the page then shows what happens to it.",
        "Un archivo de imagen para mostrárselo a la red; la página enseña entonces qué pasa con él.",
    ),
    "manual.option_out_explain": (
        "The folder of the page; with --image explain-NAME by default.",
        "La carpeta de la página; con --image, explain-NOMBRE por defecto.",
    ),
    "manual.option_classes": ("Number of classes.", "Número de clases."),
    "manual.option_split": ("Which part.", "Qué parte."),
    "manual.option_export_count": ("How many images.", "Cuántas imágenes."),
}
