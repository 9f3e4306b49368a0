"""Sentences about the faults that a notebook or script shows: what is wrong, why it matters, what to write instead."""

TEXTS: dict[str, tuple[str, str]] = {
    # Files
    "autopsy.ending": (
        "'{path}' is neither a notebook (.ipynb) nor a script (.py). Give one of these; other files can be exported as a script.",
        "'{path}' no es ni un cuaderno (.ipynb) ni un programa (.py). Dé uno de estos; otros archivos se pueden exportar como programa.",
    ),
    "autopsy.missing": (
        "There is no file '{path}'. Check its name and the folder that you are in.",
        "No existe el archivo '{path}'. Compruebe su nombre y la carpeta en la que se encuentra.",
    ),
    "autopsy.large": (
        "'{path}' is larger than {most} MB. Notebooks of that size hold pictures: clear their outputs ('Clear all outputs') and save it again.",
        "'{path}' ocupa más de {most} MB. Los cuadernos de ese tamaño llevan imágenes dentro: borre las salidas («Borrar todas las salidas») y guárdelo de nuevo.",
    ),
    "autopsy.no_text": (
        "'{path}' is not text in UTF-8, as notebooks and scripts are. Save it again as UTF-8.",
        "'{path}' no es texto en UTF-8, como lo son cuadernos y programas. Guárdelo de nuevo en UTF-8.",
    ),
    "autopsy.unreadable": (
        "'{path}' cannot be read: {reason}. Check the file and your rights to it.",
        "No se puede leer '{path}': {reason}. Compruebe el archivo y sus permisos.",
    ),
    "autopsy.no_json": (
        "'{path}' is no notebook: its content is not valid JSON. It may be cut off or edited by hand; save it again from Jupyter, or give the code as .py.",
        "'{path}' no es un cuaderno: su contenido no es JSON válido. Puede estar cortado o editado a mano; guárdelo de nuevo desde Jupyter, o dé el código como .py.",
    ),
    "autopsy.no_notebook": (
        "'{path}' is JSON, but no notebook: it has no list of cells. Save the notebook again from Jupyter.",
        "'{path}' es JSON, pero no un cuaderno: no tiene una lista de celdas. Guarde el cuaderno de nuevo desde Jupyter.",
    ),
    "autopsy.no_python": (
        "'{path}' cannot be parsed as Python 3 (line {line}: {reason}). Mend that line, or give the notebook instead.",
        "'{path}' no se puede leer como Python 3 (línea {line}: {reason}). Corrija esa línea, o dé el cuaderno en su lugar.",
    ),
    # A1, A15: what chooses
    "autopsy.test_as_validation": (
        "The test data '{data}' are used as validation data. Whoever looks at this curve, stops, or keeps the best epoch by it chooses with the test set, whose accuracy then no longer tells how the network does on new images.",
        "Los datos de prueba '{data}' se usan como datos de validación. Quien mira esta curva, para o guarda la mejor época según ella elige con el conjunto de prueba, cuya exactitud ya no dice cómo le irá a la red con imágenes nuevas.",
    ),
    "autopsy.test_as_validation_remedy": (
        "Take validation data from the training data (train_test_split with stratify and random_state, or random_split with a generator), and evaluate on the test data once, at the very end.",
        "Saque los datos de validación de los de entrenamiento (train_test_split con stratify y random_state, o random_split con un generador) y evalúe con los de prueba una sola vez, al final.",
    ),
    "autopsy.test_chooses": (
        "A figure measured on the test data decides here what is kept or when to stop. The best of many test figures is partly luck, so the accuracy that is reported in the end is too high.",
        "Una cifra medida con los datos de prueba decide aquí qué se guarda o cuándo se para. La mejor de muchas cifras de prueba es en parte suerte, así que la exactitud que se comunica al final resulta demasiado alta.",
    ),
    "autopsy.test_chooses_remedy": (
        "Decide by validation data taken from the training data; read the test data once, after every decision has been made.",
        "Decida con datos de validación sacados de los de entrenamiento; lea los de prueba una sola vez, cuando ya no quede nada por decidir.",
    ),
    "autopsy.test_watched": (
        "The test data '{data}' are measured after every epoch. Nothing in the code chooses by it yet, but whoever reads these lines to set the number of epochs has chosen with the test set.",
        "Los datos de prueba '{data}' se miden tras cada época. Nada en el código elige aún con ello, pero quien lea estas líneas para fijar el número de épocas ha elegido con el conjunto de prueba.",
    ),
    "autopsy.test_watched_remedy": (
        "Measure a validation set inside the loop, and the test set once after it.",
        "Mida un conjunto de validación dentro del bucle, y el de prueba una sola vez después.",
    ),
    "autopsy.best_of_epochs": (
        "The best value of '{figure}' over all epochs is taken. The largest of many noisy figures is higher than what the network keeps, even on data that it has not chosen by.",
        "Se toma el mejor valor de '{figure}' de todas las épocas. La mayor de muchas cifras con ruido es más alta que la que la red conserva, incluso con datos con los que no eligió.",
    ),
    "autopsy.best_of_epochs_remedy": (
        "Keep the weights of that epoch (restore_best_weights=True), say that validation data chose it, and report the figure on test data.",
        "Guarde los pesos de esa época (restore_best_weights=True), diga que la eligieron los datos de validación y comunique la cifra con los de prueba.",
    ),
    # A3: arms that do not begin anew
    "autopsy.weights_saved_late": (
        "These weights are saved after a training and restored ({there}) for the next one, which therefore goes on from a trained network. Its result is that of both trainings together, and the comparison says nothing.",
        "Estos pesos se guardan después de un entrenamiento y se restauran ({there}) para el siguiente, que por tanto continúa desde una red ya entrenada. Su resultado es el de ambos entrenamientos juntos, y la comparación no dice nada.",
    ),
    "autopsy.weights_saved_late_remedy": (
        "Save the initial weights right after the network is built, before the first fit, or build the network anew for each arm with the same seed.",
        "Guarde los pesos iniciales justo después de construir la red, antes del primer fit, o construya la red de nuevo para cada brazo con la misma semilla.",
    ),
    "autopsy.weights_not_copied": (
        "state_dict() hands out the weights themselves, not a copy: training changes them, so that what is restored later ({there}) are the weights of the last step.",
        "state_dict() entrega los pesos mismos, no una copia: el entrenamiento los cambia, de modo que lo que se restaura después ({there}) son los pesos del último paso.",
    ),
    "autopsy.weights_not_copied_remedy": (
        "Keep a copy: copy.deepcopy(model.state_dict()), or torch.save to a file.",
        "Guarde una copia: copy.deepcopy(model.state_dict()), o torch.save en un archivo.",
    ),
    "autopsy.second_fit": (
        "fit continues: this second arm trains on with the network that was trained before ({there}), instead of beginning anew. Neither compile nor a new fit resets the weights.",
        "fit continúa: este segundo brazo sigue entrenando la red ya entrenada antes ({there}), en vez de empezar de cero. Ni compile ni otro fit reinician los pesos.",
    ),
    "autopsy.second_fit_remedy": (
        "Build the network in a function and call it for each arm, with the same seed; if this is meant as a second phase of one training, say so and compare nothing.",
        "Construya la red en una función y llámela para cada brazo, con la misma semilla; si esto es la segunda fase de un mismo entrenamiento, dígalo y no compare nada.",
    ),
    "autopsy.not_rebuilt": (
        "The network is made once, before the loop ({there}): every round goes on from the last one's weights. From the second on, a network has already seen what it is judged by, or has been trained longer.",
        "La red se crea una sola vez, antes del bucle ({there}): cada vuelta continúa con los pesos de la anterior. Desde la segunda, la red ya ha visto aquello con lo que se la juzga, o se ha entrenado más tiempo.",
    ),
    "autopsy.not_rebuilt_remedy": (
        "Build the network and its optimizer inside the loop.",
        "Construya la red y su optimizador dentro del bucle.",
    ),
    # A2: what was learned from
    "autopsy.validation_from_training": (
        "'{name}' is made of the training data '{train}'. The network is judged on images that it learned from, so this curve cannot show overfitting; the real validation data are lost.",
        "'{name}' se hace con los datos de entrenamiento '{train}'. Se juzga a la red con imágenes de las que aprendió, así que esta curva no puede mostrar sobreajuste; los verdaderos datos de validación se pierden.",
    ),
    "autopsy.validation_from_training_remedy": (
        "Check the name on the right-hand side: it was probably meant to be the validation data themselves.",
        "Revise el nombre a la derecha del signo igual: probablemente debía ser el de los propios datos de validación.",
    ),
    "autopsy.validation_in_training": (
        "'{val}' is a part of '{train}', all of which the network is trained on: it is judged on images that it learned from.",
        "'{val}' es una parte de '{train}', con todos los cuales se entrena la red: se la juzga con imágenes de las que aprendió.",
    ),
    "autopsy.validation_in_training_remedy": (
        "Train on the rest only: cut the validation data out of the training data before training.",
        "Entrene solo con el resto: separe los datos de validación de los de entrenamiento antes de entrenar.",
    ),
    "autopsy.reshuffled_split": (
        "take and skip cut a data set that is shuffled anew at every reading: other images are on either side in each epoch, so that validation images are trained on.",
        "take y skip cortan un conjunto que se baraja de nuevo en cada lectura: en cada época hay otras imágenes a cada lado, de modo que se entrena con imágenes de validación.",
    ),
    "autopsy.reshuffled_split_remedy": (
        "Cut first and shuffle the training part afterwards, or shuffle with a seed and reshuffle_each_iteration=False.",
        "Corte primero y baraje después solo la parte de entrenamiento, o baraje con una semilla y reshuffle_each_iteration=False.",
    ),
    "autopsy.folder_seeds": (
        "The two halves of this folder are drawn with different seeds ({seeds}): they overlap, and validation images are trained on.",
        "Las dos partes de esta carpeta se sortean con semillas distintas ({seeds}): se solapan, y se entrena con imágenes de validación.",
    ),
    "autopsy.folder_seeds_remedy": (
        'Give both calls the same seed and the same validation_split, or ask once with subset="both".',
        'Dé a ambas llamadas la misma semilla y el mismo validation_split, o pídalo de una vez con subset="both".',
    ),
    "autopsy.folder_unseeded": (
        "The two halves of this folder are drawn in two calls, and not both have a seed: nothing holds them apart. Current Keras refuses this.",
        "Las dos partes de esta carpeta se sortean en dos llamadas y no ambas tienen semilla: nada impide que se solapen. El Keras actual lo rechaza.",
    ),
    "autopsy.folder_unseeded_remedy": (
        'Give both calls the same seed, or ask once with subset="both".',
        'Dé a ambas llamadas la misma semilla, o pídalo de una vez con subset="both".',
    ),
    "autopsy.scaler_learns_test": (
        "What scales the data learns from '{data}', test data included: the test set is no longer unseen, and its own mean is taken out of it.",
        "Lo que escala los datos aprende de '{data}', datos de prueba incluidos: el conjunto de prueba ya no es desconocido, y se le resta su propia media.",
    ),
    "autopsy.scaler_learns_test_remedy": (
        "fit on the training data only; transform validation and test data with what was learned there.",
        "Haga fit solo con los datos de entrenamiento; con los de validación y prueba, solo transform con lo aprendido allí.",
    ),
    "autopsy.scaler_before_split": (
        "'{data}' is scaled before it is split: the scaler has learned from the examples that are held out.",
        "'{data}' se escala antes de dividirse: el escalador ha aprendido de los ejemplos que se apartan.",
    ),
    "autopsy.scaler_before_split_remedy": (
        "Split first, then fit the scaler on the training part.",
        "Divida primero y ajuste después el escalador con la parte de entrenamiento.",
    ),
    # A4, A8, A12: dice and order
    "autopsy.unseeded_split": (
        "{call} draws another split each time the notebook runs: figures of two runs are not about the same images, and nobody can repeat them.",
        "{call} sortea otra división cada vez que se ejecuta el cuaderno: las cifras de dos ejecuciones no hablan de las mismas imágenes, y nadie puede repetirlas.",
    ),
    "autopsy.unseeded_split_remedy": (
        "Give it a seed: random_state=0, or generator=torch.Generator().manual_seed(0).",
        "Dele una semilla: random_state=0, o generator=torch.Generator().manual_seed(0).",
    ),
    "autopsy.repeated_order": (
        "With Keras on TensorFlow, after a global seed (set_random_seed, tf.random.set_seed) the fit that follows ({there}) goes through the arrays in one and the same batch order in every epoch. Measured: seven points of test accuracy lost on a network for CIFAR-10 (76.6 % without, 69.4 % with it).",
        "Con Keras sobre TensorFlow, tras una semilla global (set_random_seed, tf.random.set_seed) el fit que sigue ({there}) recorre los vectores en un mismo orden de lotes en todas las épocas. Medido: siete puntos de exactitud de prueba perdidos en una red para CIFAR-10 (76,6 % sin ella, 69,4 % con ella).",
    ),
    "autopsy.repeated_order_remedy": (
        "Seed the weights alone (initializers with a seed) and shuffle with tf.data: Dataset.shuffle(len(x), seed=0) draws a new order for each epoch. Or run Keras on PyTorch or JAX.",
        "Fije solo los pesos (inicializadores con semilla) y baraje con tf.data: Dataset.shuffle(len(x), seed=0) sortea un orden nuevo en cada época. O ejecute Keras sobre PyTorch o JAX.",
    ),
    "autopsy.split_tail": (
        "validation_split takes the last {share:.0%} of the examples as they stand, before any shuffling. If the data are sorted by class, whole classes are missing from training; the code does not show that they are mixed.",
        "validation_split toma el último {share:.0%} de los ejemplos tal como están, sin barajar antes. Si los datos están ordenados por clase, faltan clases enteras en el entrenamiento; el código no muestra que estén mezclados.",
    ),
    "autopsy.split_tail_remedy": (
        "Split with train_test_split(..., stratify=y, random_state=0) and give validation_data.",
        "Divida con train_test_split(..., stratify=y, random_state=0) y dé validation_data.",
    ),
    "autopsy.split_tail_known": (
        "validation_split takes the last {share:.0%} of the examples as they stand. The makers of this data set have mixed it, so little is lost here; with data of one's own, sorted by class, whole classes would be missing from training.",
        "validation_split toma el último {share:.0%} de los ejemplos tal como están. Los autores de este conjunto lo han mezclado, así que aquí se pierde poco; con datos propios ordenados por clase faltarían clases enteras en el entrenamiento.",
    ),
    "autopsy.split_tail_known_remedy": (
        "Make it a habit to split with train_test_split(..., stratify=y, random_state=0).",
        "Acostúmbrese a dividir con train_test_split(..., stratify=y, random_state=0).",
    ),
    "autopsy.split_tail_sorted": (
        "validation_split takes the last {share:.0%} of examples that were gathered class by class: the validation data hold the last classes only, and the network hardly learns these.",
        "validation_split toma el último {share:.0%} de ejemplos reunidos clase por clase: los datos de validación solo contienen las últimas clases, y la red apenas aprende estas.",
    ),
    "autopsy.split_tail_sorted_remedy": (
        "Split with train_test_split(..., stratify=y, random_state=0), or shuffle images and labels together before.",
        "Divida con train_test_split(..., stratify=y, random_state=0), o baraje antes imágenes y etiquetas juntas.",
    ),
    "autopsy.sorted_tail": (
        "shuffle=False with validation_split: the files are sorted by class, so the validation half is the last classes only, and training hardly sees these.",
        "shuffle=False con validation_split: los archivos están ordenados por clase, así que la parte de validación son solo las últimas clases, y el entrenamiento apenas las ve.",
    ),
    "autopsy.sorted_tail_remedy": (
        "Leave shuffle on and give both calls the same seed.",
        "Deje shuffle activado y dé a ambas llamadas la misma semilla.",
    ),
    "autopsy.unshuffled_training": (
        "The training loader does not shuffle: every epoch has the same batches in the same order.",
        "El cargador de entrenamiento no baraja: todas las épocas tienen los mismos lotes en el mismo orden.",
    ),
    "autopsy.unshuffled_training_remedy": ("DataLoader(..., shuffle=True).", "Use DataLoader(..., shuffle=True)."),
    "autopsy.unshuffled_classes": (
        "The training loader does not shuffle a folder that is read class by class: whole stretches of an epoch show one class only, and the network forgets the others.",
        "El cargador de entrenamiento no baraja una carpeta que se lee clase por clase: tramos enteros de cada época muestran una sola clase, y la red olvida las demás.",
    ),
    "autopsy.unshuffled_classes_remedy": ("DataLoader(..., shuffle=True).", "Use DataLoader(..., shuffle=True)."),
    # A7, A9, A14: pipelines and modes
    "autopsy.augmented_validation": (
        "'{name}' is changed at random like training data. Validation and test figures then change with each reading, and are those of turned and shifted images, not of the images that come in use.",
        "'{name}' se altera al azar como los datos de entrenamiento. Las cifras de validación y prueba cambian entonces en cada lectura, y son las de imágenes giradas y desplazadas, no las de las imágenes reales.",
    ),
    "autopsy.augmented_validation_remedy": (
        "Give validation and test data a pipeline of their own that only scales: a second ImageDataGenerator(rescale=...), a second transform, or map(augment) on the training part alone.",
        "Dé a los datos de validación y prueba una cadena propia que solo escale: un segundo ImageDataGenerator(rescale=...), una segunda transformación, o map(augment) solo sobre la parte de entrenamiento.",
    ),
    "autopsy.predicted_raw": (
        "'{data}' goes in as bytes from 0 to 255, while the network was trained ({there}) on values from 0 to 1: it sees images a 255 times brighter than any before, and its answers mean nothing.",
        "'{data}' entra como bytes de 0 a 255, mientras que la red se entrenó ({there}) con valores de 0 a 1: ve imágenes 255 veces más brillantes que todas las anteriores, y sus respuestas no significan nada.",
    ),
    "autopsy.predicted_raw_remedy": (
        "Scale in one place, best inside the network: layers.Rescaling(1./255) as its first layer.",
        "Escale en un solo lugar, mejor dentro de la red: layers.Rescaling(1./255) como primera capa.",
    ),
    "autopsy.predicted_scaled": (
        "'{data}' is scaled to 0 to 1, while the network was trained ({there}) on bytes from 0 to 255: to it these images are black.",
        "'{data}' se escala a valores de 0 a 1, mientras que la red se entrenó ({there}) con bytes de 0 a 255: para ella estas imágenes son negras.",
    ),
    "autopsy.predicted_scaled_remedy": (
        "Treat all images alike, best inside the network: layers.Rescaling(1./255) as its first layer.",
        "Trate todas las imágenes por igual, mejor dentro de la red: layers.Rescaling(1./255) como primera capa.",
    ),
    "autopsy.normalised_differently": (
        "These images are normalised otherwise than the training images ({there}): the network is judged on brightness and contrast that it does not know.",
        "Estas imágenes se normalizan de otro modo que las de entrenamiento ({there}): se juzga a la red con un brillo y un contraste que no conoce.",
    ),
    "autopsy.normalised_differently_remedy": (
        "Use the same Normalize, with the training data's mean and deviation, in every transform.",
        "Use el mismo Normalize, con la media y la desviación de los datos de entrenamiento, en todas las transformaciones.",
    ),
    "autopsy.test_statistics": (
        "'{data}' is normalised with its own mean. The network learned with that of the training data, and a single new image has no mean of a set.",
        "'{data}' se normaliza con su propia media. La red aprendió con la de los datos de entrenamiento, y una sola imagen nueva no tiene media de conjunto.",
    ),
    "autopsy.test_statistics_remedy": (
        "Compute mean and deviation on the training data once, and use these numbers everywhere.",
        "Calcule media y desviación una vez con los datos de entrenamiento, y use esos números en todas partes.",
    ),
    "autopsy.evaluated_in_training_mode": (
        "The network is measured without model.eval(): dropout still drops values and batch norm uses each batch's own mean, so that the figure is too low and changes with the batch.",
        "La red se mide sin model.eval(): dropout sigue anulando valores y batch norm usa la media de cada lote, así que la cifra es demasiado baja y cambia con el lote.",
    ),
    "autopsy.evaluated_in_training_mode_remedy": (
        "Call model.eval() before measuring, and model.train() before training goes on.",
        "Llame a model.eval() antes de medir, y a model.train() antes de seguir entrenando.",
    ),
    "autopsy.training_in_evaluation_mode": (
        "model.eval() stands inside the loop over epochs, and model.train() nowhere in it: from the second epoch on, the network trains without dropout and with frozen batch norm.",
        "model.eval() está dentro del bucle de épocas, y model.train() en ninguna parte de él: desde la segunda época, la red entrena sin dropout y con batch norm congelado.",
    ),
    "autopsy.training_in_evaluation_mode_remedy": (
        "Call model.train() at the beginning of every epoch.",
        "Llame a model.train() al principio de cada época.",
    ),
    # A5: epochs that run out
    "autopsy.exhausted_generator": (
        "'{data}' has {batches:,} batches, and each epoch asks for {steps:,}: in Keras 3 epoch {epoch:,} gets what is left, {left:,} (some {images:,} images), before the generator begins anew. The epochs of this training are not as long as they say.",
        "'{data}' tiene {batches:,} lotes y cada época pide {steps:,}: en Keras 3 la época {epoch:,} recibe lo que queda, {left:,} (unas {images:,} imágenes), antes de que el generador vuelva a empezar. Las épocas de este entrenamiento no son tan largas como dicen.",
    ),
    "autopsy.exhausted_generator_remedy": (
        "Leave steps_per_epoch out: fit then goes through all batches once an epoch.",
        "Quite steps_per_epoch: fit recorre entonces todos los lotes una vez por época.",
    ),
    "autopsy.exhausted_perhaps": (
        "steps_per_epoch is '{steps}', rounded down: unless the batch size divides the number of images, '{data}' has one batch more, and in Keras 3 every second epoch consists of that one batch.",
        "steps_per_epoch es '{steps}', redondeado hacia abajo: si el tamaño de lote no divide al número de imágenes, '{data}' tiene un lote más, y en Keras 3 una de cada dos épocas consta de ese único lote.",
    ),
    "autopsy.exhausted_perhaps_remedy": (
        "Leave steps_per_epoch out, or round up: math.ceil(n / batch_size).",
        "Quite steps_per_epoch, o redondee hacia arriba: math.ceil(n / batch_size).",
    ),
    "autopsy.exhausted_dataset": (
        "'{data}' has no repeat(), and steps_per_epoch={steps} goes on reading where the last epoch stopped: once it is exhausted, the epochs that follow are short or empty, and Keras only warns.",
        "'{data}' no tiene repeat(), y steps_per_epoch={steps} sigue leyendo donde acabó la época anterior: cuando se agota, las épocas siguientes son cortas o vacías, y Keras solo avisa.",
    ),
    "autopsy.exhausted_dataset_remedy": (
        "Leave steps_per_epoch out, or add .repeat() to the training data.",
        "Quite steps_per_epoch, o añada .repeat() a los datos de entrenamiento.",
    ),
    # A10: conclusions
    "autopsy.one_run": (
        "{runs} trainings are compared by one run each (the first: {there}). The same code with another seed often differs by half a point or more, so that a difference of that size shows nothing.",
        "Se comparan {runs} entrenamientos con una sola ejecución de cada uno (el primero: {there}). El mismo código con otra semilla difiere a menudo en medio punto o más, así que una diferencia de ese tamaño no demuestra nada.",
    ),
    "autopsy.one_run_remedy": (
        "Repeat every arm over several seeds, the same ones for each, and report the mean difference with its interval: five pairs are a beginning.",
        "Repita cada brazo con varias semillas, las mismas para todos, y comunique la diferencia media con su intervalo: cinco parejas son un comienzo.",
    ),
    "autopsy.no_seed": (
        "Arms are compared, and no seed is set anywhere: they differ in initial weights and batch order besides what is meant to be compared, and nobody can repeat the figures.",
        "Se comparan brazos y no se fija ninguna semilla: difieren en los pesos iniciales y en el orden de los lotes además de en lo que se quiere comparar, y nadie puede repetir las cifras.",
    ),
    "autopsy.no_seed_remedy": (
        "Give every arm of a pair the same seed, and use several seeds.",
        "Dé la misma semilla a todos los brazos de una pareja, y use varias semillas.",
    ),
    "autopsy.concluded_from_one": (
        "The conclusions rest on one run. Its figures come with no spread, and another seed would give others.",
        "Las conclusiones se apoyan en una sola ejecución. Sus cifras van sin dispersión, y otra semilla daría otras.",
    ),
    "autopsy.concluded_from_one_remedy": (
        "Train with three to five seeds and say from where to where the figures go; give each accuracy its interval and n.",
        "Entrene con tres a cinco semillas y diga entre qué valores van las cifras; dé con cada exactitud su intervalo y su n.",
    ),
    # Plain mistakes
    "autopsy.softmax_twice": (
        "The last layer already gives probabilities (softmax), and the loss is told that they are logits: it applies softmax again, which flattens gradients and slows learning.",
        "La última capa ya da probabilidades (softmax), y a la pérdida se le dice que son logits: aplica softmax otra vez, lo que aplana los gradientes y frena el aprendizaje.",
    ),
    "autopsy.softmax_twice_remedy": (
        "Take the softmax out of the last layer, or from_logits=True out of the loss; the first is the more accurate.",
        "Quite el softmax de la última capa, o from_logits=True de la pérdida; lo primero es más exacto.",
    ),
    "autopsy.softmax_missing": (
        "The last layer gives logits (it has no softmax), and the loss takes them for probabilities: it works on numbers that are none, and training stalls or goes astray.",
        "La última capa da logits (no tiene softmax), y la pérdida los toma por probabilidades: opera con números que no lo son, y el entrenamiento se atasca o se desvía.",
    ),
    "autopsy.softmax_missing_remedy": (
        "Say so in the loss: SparseCategoricalCrossentropy(from_logits=True), or CategoricalCrossentropy(from_logits=True).",
        "Dígalo en la pérdida: SparseCategoricalCrossentropy(from_logits=True), o CategoricalCrossentropy(from_logits=True).",
    ),
    "autopsy.softmax_twice_torch": (
        "CrossEntropyLoss applies softmax itself, and here it is given probabilities: softmax is applied twice, which flattens gradients and slows learning.",
        "CrossEntropyLoss aplica softmax ella misma, y aquí recibe probabilidades: softmax se aplica dos veces, lo que aplana los gradientes y frena el aprendizaje.",
    ),
    "autopsy.softmax_twice_torch_remedy": (
        "Let the network end in logits; use softmax only where probabilities are shown.",
        "Deje que la red acabe en logits; use softmax solo donde se muestran probabilidades.",
    ),
    "autopsy.onehot_with_sparse": (
        "The labels are one-hot rows, and the sparse loss expects class numbers.",
        "Las etiquetas son filas one-hot, y la pérdida «sparse» espera números de clase.",
    ),
    "autopsy.onehot_with_sparse_remedy": (
        "Use categorical_crossentropy, or leave the labels as numbers.",
        "Use categorical_crossentropy, o deje las etiquetas como números.",
    ),
    "autopsy.numbers_with_onehot_loss": (
        "The labels are class numbers, and categorical_crossentropy expects one-hot rows.",
        "Las etiquetas son números de clase, y categorical_crossentropy espera filas one-hot.",
    ),
    "autopsy.numbers_with_onehot_loss_remedy": (
        "Use sparse_categorical_crossentropy, or to_categorical on the labels.",
        "Use sparse_categorical_crossentropy, o to_categorical sobre las etiquetas.",
    ),
    "autopsy.gradients_kept": (
        "Nothing clears the gradients in this loop: each step adds those of all steps before, as if the batch grew and old images counted for ever.",
        "Nada borra los gradientes en este bucle: cada paso suma los de todos los anteriores, como si el lote creciera y las imágenes viejas contaran para siempre.",
    ),
    "autopsy.gradients_kept_remedy": (
        "Call optimizer.zero_grad() in every step, before backward().",
        "Llame a optimizer.zero_grad() en cada paso, antes de backward().",
    ),
    "autopsy.gradients_for_nothing": (
        "The network is measured with gradients switched on: the result is the same, but it takes about twice the memory and more time.",
        "La red se mide con los gradientes activados: el resultado es el mismo, pero ocupa cerca del doble de memoria y tarda más.",
    ),
    "autopsy.gradients_for_nothing_remedy": (
        "Put the loop that measures inside 'with torch.no_grad():'.",
        "Ponga el bucle que mide dentro de 'with torch.no_grad():'.",
    ),
    # A6: what figures show
    "autopsy.matrix_transposed": (
        "confusion_matrix is given the predictions first: its rows are then predictions and its columns the truth, the reverse of what scikit-learn and its figures say. 'Cats taken for dogs' reads as 'dogs taken for cats'.",
        "confusion_matrix recibe primero las predicciones: sus filas son entonces predicciones y sus columnas la verdad, al revés de lo que dicen scikit-learn y sus figuras. «Gatos tomados por perros» se lee como «perros tomados por gatos».",
    ),
    "autopsy.matrix_transposed_remedy": (
        "confusion_matrix(y_true, y_pred): the true labels first.",
        "Escriba confusion_matrix(y_true, y_pred): primero las etiquetas verdaderas.",
    ),
    "autopsy.matrix_by_hand": (
        "This matrix counts predictions in its rows and true classes in its columns, and its figure says the reverse: it is transposed against its title, so that every confusion is read the wrong way round.",
        "Esta matriz cuenta predicciones en las filas y clases verdaderas en las columnas, y su figura dice lo contrario: está traspuesta respecto a su título, y cada confusión se lee al revés.",
    ),
    "autopsy.matrix_by_hand_remedy": (
        "Write matrix[true, predicted] += 1, or exchange the names of the axes.",
        "Escriba matriz[verdadera, predicha] += 1, o intercambie los nombres de los ejes.",
    ),
    "autopsy.report_swapped": (
        "The predictions stand first: precision and recall change places in this report.",
        "Las predicciones van primero: precisión y exhaustividad intercambian su lugar en este informe.",
    ),
    "autopsy.report_swapped_remedy": (
        "classification_report(y_true, y_pred): the true labels first.",
        "Escriba classification_report(y_true, y_pred): primero las etiquetas verdaderas.",
    ),
    "autopsy.order_lost": (
        "The predictions of '{data}' come in an order shuffled anew at each reading, and are compared with labels in another order: the figures are those of chance.",
        "Las predicciones de '{data}' salen en un orden barajado de nuevo en cada lectura, y se comparan con etiquetas en otro orden: las cifras son las del azar.",
    ),
    "autopsy.order_lost_remedy": (
        "Read data that are judged with shuffle=False, or take labels and predictions from the same batches in one loop.",
        "Lea los datos que se juzgan con shuffle=False, o tome etiquetas y predicciones de los mismos lotes en un solo bucle.",
    ),
    "autopsy.another_image": (
        "Image {image} is shown with the prediction of image {other}: the probabilities belong to another image than the one named.",
        "Se muestra la imagen {image} con la predicción de la imagen {other}: las probabilidades son de otra imagen que la nombrada.",
    ),
    "autopsy.another_image_remedy": (
        "Keep the number in one variable and use it for both: i = {image}; predictions[i].",
        "Guarde el número en una variable y úsela en ambos lugares: i = {image}; predictions[i].",
    ),
    # The command and the page
    "autopsy.severity_fault": ("fault", "fallo"),
    "autopsy.severity_warning": ("warning", "aviso"),
    "autopsy.severity_remark": ("remark", "observación"),
    "autopsy.certainty_seen": ("seen", "visto"),
    "autopsy.certainty_possible": ("possible", "posible"),
    "autopsy.notebook": ("notebook with {cells:,} cells", "cuaderno con {cells:,} celdas"),
    "autopsy.script": ("script", "programa"),
    "autopsy.title": ("Autopsy of a notebook", "Autopsia de un cuaderno"),
    "autopsy.place_cell": ("cell {cell}, line {line}", "celda {cell}, línea {line}"),
    "autopsy.place_line": ("line {line}", "línea {line}"),
    "autopsy.remedy": ("Instead: {remedy}", "En su lugar: {remedy}"),
    "autopsy.clean": (
        "Nothing found. That is no proof of a sound method: only what the code shows can be seen.",
        "No se ha encontrado nada. Eso no prueba que el método sea bueno: solo se ve lo que el código muestra.",
    ),
    "autopsy.counted": (
        "Faults: {faults:,}; warnings: {warnings:,}; remarks: {remarks:,}.",
        "Fallos: {faults:,}; avisos: {warnings:,}; observaciones: {remarks:,}.",
    ),
    "autopsy.cell_not_read": (
        "Cell {cell} cannot be parsed as Python (line {line}: {reason}) and was passed over.",
        "La celda {cell} no se puede leer como Python (línea {line}: {reason}) y se ha pasado por alto.",
    ),
    "autopsy.no_library": (
        "Neither Keras nor PyTorch is imported here; what is looked for are faults of their trainings.",
        "Aquí no se importan ni Keras ni PyTorch; lo que se busca son fallos de sus entrenamientos.",
    ),
    "autopsy.page_help": (
        "Read as text, never run. On the right of each cell, what its code shows: “seen” is in the code itself, “possible” rests on a name or on what the code does not show.",
        "Leído como texto, nunca ejecutado. A la derecha de cada celda, lo que su código muestra: «visto» está en el código mismo, «posible» se apoya en un nombre o en lo que el código no muestra.",
    ),
    "autopsy.page_findings": ("Findings", "Hallazgos"),
    "autopsy.page_cells": ("The notebook", "El cuaderno"),
    "autopsy.page_cell": ("Cell {number}", "Celda {number}"),
    "autopsy.page_skip": ("Skip to the findings", "Ir a los hallazgos"),
    "autopsy.page_libraries": ("Libraries", "Bibliotecas"),
    "autopsy.page_footer": (
        "Written by Pupila from the file alone; nothing was fetched or run.",
        "Escrito por Pupila solo a partir del archivo; no se descargó ni ejecutó nada.",
    ),
}
