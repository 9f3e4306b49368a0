"""Sentences around the method audit: what each code looks at, what to do about it, and what serves all of them."""

TEXTS: dict[str, tuple[str, str]] = {
    # what serves every code
    "audit.any_all": (
        "The same in each of the {runs} runs. {message}",
        "Lo mismo en cada una de las {runs} ejecuciones. {message}",
    ),
    "audit.any_sound": (
        "None of the {runs} runs shows a fault here; '{run}', for example: {message}",
        "Ninguna de las {runs} ejecuciones muestra aquí un fallo; '{run}', por ejemplo: {message}",
    ),
    "audit.any_sound_some": (
        "None of the {runs} runs shows a fault here; {count} of them could be looked at, '{run}', for example: {message}",
        "Ninguna de las {runs} ejecuciones muestra aquí un fallo; se pudo mirar en {count} de ellas, '{run}', por ejemplo: "
        "{message}",
    ),
    "audit.any_idle": (
        "None of the {runs} runs could be looked at here; '{run}', for example: {message}",
        "En ninguna de las {runs} ejecuciones se pudo mirar esto; '{run}', por ejemplo: {message}",
    ),
    "audit.any_faulty": (
        "Runs with a fault here: {count} of {runs}. '{run}', for example: {message}",
        "Ejecuciones con un fallo aquí: {count} de {runs}. '{run}', por ejemplo: {message}",
    ),
    "audit.any_doubtful": (
        "Runs with a warning here: {count} of {runs}. '{run}', for example: {message}",
        "Ejecuciones con un aviso aquí: {count} de {runs}. '{run}', por ejemplo: {message}",
    ),
    "audit.any_unreadable": (
        "What the run says about this cannot be understood ({reason}). 'pupila verify' tells which file is damaged.",
        "No se entiende lo que la ejecución dice de esto ({reason}). 'pupila verify' indica qué archivo está dañado.",
    ),
    "audit.any_unrecorded": (
        "This run did not record it: it was trained by an earlier version, or was not finished.",
        "Esta ejecución no lo registró: se entrenó con una versión anterior o no terminó.",
    ),
    "audit.no_runs": (
        "The experiment '{path}' has no finished run yet. Go on with it first: pupila compare {path}",
        "El experimento '{path}' aún no tiene ninguna ejecución terminada. Continúelo antes: pupila compare {path}",
    ),
    "audit.code": ("code", "código"),
    "audit.result": ("result", "resultado"),
    "audit.looked_at": ("what was looked at", "qué se miró"),
    "audit.fault": ("does not hold", "fallo"),
    "audit.warning": ("doubtful", "aviso"),
    "audit.passed": ("holds", "se cumple"),
    "audit.not_applicable": ("not applicable", "no aplicable"),
    "audit.total": (
        "Does not hold: {faults}; doubtful: {warnings}. What each check found stands in audit.json and in the report.",
        "Fallos: {faults}; avisos: {warnings}. Lo que halló cada comprobación está en audit.json y en el informe.",
    ),
    "audit.shared_data": ("data", "datos"),
    "audit.shared_labels": ("labels of the examples", "etiquetas de los ejemplos"),
    "audit.shared_split": ("split", "partición"),
    "audit.shared_threads": ("threads", "hilos"),
    "audit.shared_precision": ("number format", "formato numérico"),
    "audit.shared_device": ("device", "dispositivo"),
    "audit.shared_processor": ("processor", "procesador"),
    "audit.shared_versions": ("versions", "versiones"),
    "audit.part_train": ("training", "entrenamiento"),
    "audit.part_val": ("validation", "validación"),
    "audit.part_test": ("test", "prueba"),
    "audit.rule_accuracy": ("the best accuracy on validation data", "la mejor exactitud en los datos de validación"),
    "audit.rule_loss": ("the lowest loss on validation data", "la menor pérdida en los datos de validación"),
    "audit.chose_accuracy": ("Validation accuracy chose the epoch.", "La exactitud de validación eligió la época."),
    "audit.chose_loss": ("Validation loss chose the epoch.", "La pérdida de validación eligió la época."),
    "audit.chose_last": ("Nothing chose the epoch: it is the last one.", "Nada eligió la época: es la última."),
    "audit.rule_last": ("being the last one", "ser la última"),
    "audit.rule_unknown": ("an unknown rule", "una regla desconocida"),
    "audit.verdict_better": ("better", "mejor"),
    "audit.verdict_equivalent": ("equivalent", "equivalentes"),
    "audit.verdict_not_shown": ("not shown", "no demostrado"),
    "audit.verdict_none": ("no verdict", "ningún veredicto"),
    "audit.a1_title": ("The test set is sealed", "El conjunto de prueba está sellado"),
    "audit.a1_remedy": (
        "Choose epochs, networks and settings with validation data only, and open the test set once, at the end. Pupila "
        "does so by itself and refuses the test set as validation data.",
        "Elija épocas, redes y ajustes solo con datos de validación, y abra el conjunto de prueba una vez, al final. Pupila "
        "lo hace así por sí mismo y rechaza el conjunto de prueba como validación.",
    ),
    "audit.a2_title": ("No image stands in two parts", "Ninguna imagen está en dos particiones"),
    "audit.a2_remedy": (
        "An image that was learned from is no test. Take copies out of the held-out parts, or let Pupila divide the data: it "
        "keeps identical images on one side. 'pupila check' searches for near copies thoroughly.",
        "Una imagen de la que se aprendió no sirve de prueba. Saque las copias de las partes reservadas, o deje que Pupila "
        "divida los datos: mantiene juntas las imágenes idénticas. 'pupila check' busca copias parecidas a fondo.",
    ),
    "audit.a3_title": ("The network started knowing nothing", "La red empezó sin saber nada"),
    "audit.a3_remedy": (
        "Build the network anew for every training. In a notebook, a network that was trained in an earlier cell goes on "
        "from there: call the function that builds it again. If it is meant to be pre-trained, say so beside its figures.",
        "Construya la red de nuevo para cada entrenamiento. En un cuaderno, una red entrenada en una celda anterior continúa "
        "desde ahí: llame otra vez a la función que la construye. Si debe estar preentrenada, dígalo junto a sus cifras.",
    ),
    "audit.a4_title": ("Arms differ in what was declared", "Los brazos difieren en lo declarado"),
    "audit.a4_remedy": (
        "Change one thing at a time. 'pupila compare' gives all arms the same split, batch order and start, and lets them "
        "differ in the declared keys only; run all of them on one machine with one version.",
        "Cambie una sola cosa cada vez. 'pupila compare' da a todos los brazos la misma partición, el mismo orden de lotes y el "
        "mismo inicio, y solo deja que difieran en las claves declaradas; ejecútelos en una máquina con una versión.",
    ),
    "audit.a5_title": ("Epochs are whole", "Las épocas están completas"),
    "audit.a5_remedy": (
        "An epoch must see every image once. A generator with a step count that is too large runs dry in silence; let the "
        "length follow from the data. Pupila counts, and stops a training whose epoch is short.",
        "Una época debe ver cada imagen una vez. Un generador con demasiados pasos se agota en silencio; deje que la longitud "
        "dependa de los datos. Pupila cuenta, y detiene un entrenamiento cuya época queda corta.",
    ),
    "audit.a6_title": ("Answers stand beside their own labels", "Cada respuesta está junto a su etiqueta"),
    "audit.a6_remedy": (
        "Carry the name of each example along with its answer, and compute every figure from the same pairs. A shuffled "
        "generator read twice gives answers and labels in different orders.",
        "Lleve el nombre de cada ejemplo junto a su respuesta y calcule todas las cifras con los mismos pares. Un generador "
        "barajado que se lee dos veces da respuestas y etiquetas en distinto orden.",
    ),
    "audit.a7_title": ("Nothing is random in evaluation", "Nada es aleatorio en la evaluación"),
    "audit.a7_remedy": (
        "Switch dropout and augmentation off for measuring. In a torch module use nn.Dropout, which model.eval() switches "
        "off, or pass training=self.training to the functional form; the same goes for batch norm.",
        "Desactive el dropout y el aumento al medir. En un módulo de torch use nn.Dropout, que model.eval() desactiva, o pase "
        "training=self.training a la forma funcional; lo mismo vale para la normalización por lotes.",
    ),
    "audit.a8_title": ("Held-out images resemble the others", "Las imágenes reservadas se parecen a las demás"),
    "audit.a8_remedy": (
        "Draw validation and test at random, class by class. The last part of a sorted list is no sample of it. Where the "
        "data bring their own test set, read its figures as those of another place, and per class.",
        "Saque validación y prueba al azar, clase por clase. La última parte de una lista ordenada no es una muestra de ella. "
        "Si los datos traen su propia prueba, lea sus cifras como las de otro lugar, y por clases.",
    ),
    "audit.a9_title": ("It predicts as it was judged", "Predice como se la evaluó"),
    "audit.a9_remedy": (
        "Read, resize and scale images for prediction with the same code as for training. Pupila keeps size, channels and "
        "scale beside the weights; a program of your own must do the same.",
        "Lea, redimensione y escale las imágenes para predecir con el mismo código que al entrenar. Pupila guarda tamaño, "
        "canales y escala junto a los pesos; un programa propio debe hacer lo mismo.",
    ),
    "audit.a10_title": ("The conclusion goes no further than the noise", "La conclusión no va más allá del ruido"),
    "audit.a10_remedy": (
        "Train every arm with several seeds and look at the interval of the difference. Decide on the number of seeds before "
        "looking; five are a beginning.",
        "Entrene cada brazo con varias semillas y mire el intervalo de la diferencia. Decida el número de semillas antes de "
        "mirar; cinco son un comienzo.",
    ),
    "audit.a11_title": ("Every example is counted once", "Cada ejemplo se cuenta una vez"),
    "audit.a11_remedy": (
        "Count distinct examples behind every figure. Where several processes share the work, split the data once, before "
        "they part, and leave out what fills up the last batch.",
        "Cuente los ejemplos distintos detrás de cada cifra. Si varios procesos se reparten el trabajo, divida los datos una "
        "vez, antes de repartir, y quite lo que rellena el último lote.",
    ),
    "audit.a12_title": ("Every epoch rolls its own dice", "Cada época tira sus propios dados"),
    "audit.a12_remedy": (
        "Seed order and augmentation from the run's seed and the epoch together. One global seed can repeat the same order in "
        "every epoch (as in Keras on TensorFlow), and worker processes that share a seed repeat the same changes.",
        "Derive el orden y el aumento de la semilla y de la época a la vez. Una sola semilla global puede repetir el orden "
        "en cada época (como en Keras sobre TensorFlow), y procesos que comparten semilla repiten los mismos cambios.",
    ),
    "audit.a13_title": ("The user's files were left alone", "Los archivos del usuario no se tocaron"),
    "audit.a13_remedy": (
        "A tool should never change, replace or quietly pass over the images it is given. Mend or remove the files named "
        "here, and train again if others changed them meanwhile.",
        "Una herramienta nunca debe cambiar, sustituir ni saltarse en silencio las imágenes que recibe. Arregle o quite los "
        "archivos indicados, y entrene de nuevo si alguien los cambió entretanto.",
    ),
    "audit.a14_title": ("Training is measured as validation is", "El entrenamiento se mide como la validación"),
    "audit.a14_remedy": (
        "Measure some training images again after each epoch, in evaluation mode. The average during an epoch has dropout, "
        "augmentation and old weights in it, and compares with nothing.",
        "Mida de nuevo algunas imágenes de entrenamiento tras cada época, en modo de evaluación. La media durante la época "
        "lleva dropout, aumento y pesos antiguos, y no se compara con nada.",
    ),
    "audit.a15_title": ("The epoch was chosen by a rule that is told", "La época se eligió con una regla declarada"),
    "audit.a15_remedy": (
        "Say which epoch counts and why, and report the test figure of that epoch. The best of many validation figures is too "
        "good: it is the luckiest too.",
        "Diga qué época cuenta y por qué, y dé la cifra de prueba de esa época. La mejor de muchas cifras de validación es "
        "demasiado buena: también es la más afortunada.",
    ),
    "audit.a16_title": (
        "Labels are suspected by networks that did not learn them",
        "Sospechan de las etiquetas redes que no las aprendieron",
    ),
    "audit.a16_remedy": (
        "Let each label be judged by a network that was trained without it. One that has learned a wrong label by heart sees "
        "nothing wrong with it. 'pupila check --labels' does so.",
        "Haga que cada etiqueta la juzgue una red entrenada sin ella. La que se aprendió de memoria una etiqueta errónea no ve "
        "nada malo en ella. 'pupila check --labels' lo hace así.",
    ),
}
