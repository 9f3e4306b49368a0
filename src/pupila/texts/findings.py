"""Sentences of the method audit: what each detector found."""

TEXTS: dict[str, tuple[str, str]] = {
    # A1
    "findings.a1_passed": (
        "{chosen} The {n:,} test images chose nothing, none of them is in validation, and they were "
        "read once, at the end.",
        "{chosen} Las {n:,} imágenes de prueba no eligieron nada, ninguna está en validación, y se "
        "leyeron una vez, al final.",
    ),
    "findings.a1_unread": (
        "{chosen} The {n:,} test images have not been read yet.",
        "{chosen} Las {n:,} imágenes de prueba aún no se han leído.",
    ),
    "findings.a1_reads": (
        "The test set of this run was read {reads} times. Reading it again changes nothing by itself; but if a reading led to "
        "another epoch, network or setting, then the test set has chosen, and its figures are too good.",
        "El conjunto de prueba de esta ejecución se leyó {reads} veces. Leerlo de nuevo no cambia nada por sí mismo; pero si "
        "una lectura llevó a otra época, red o ajuste, el conjunto de prueba ha elegido y sus cifras son demasiado buenas.",
    ),
    "findings.a1_overlap": (
        "Test examples that are validation examples too: {count:,}, such as {name}. What chose the epoch has thus seen "
        "the test set, and the test figures are too good.",
        "Ejemplos de prueba que son también de validación: {count:,}, como {name}. Lo que eligió la época ha visto así el "
        "conjunto de prueba, y las cifras de prueba son demasiado buenas.",
    ),
    "findings.a1_rule": (
        "The epoch was chosen by '{rule}', which is not validation data. If it was the test set, its figures are too good.",
        "La época se eligió por '{rule}', que no son datos de validación. Si fue el conjunto de prueba, sus cifras son "
        "demasiado buenas.",
    ),
    "findings.a1_nothing": (
        "This run has no test set that could have chosen anything.",
        "Esta ejecución no tiene conjunto de prueba que pudiera haber elegido algo.",
    ),
    # A2
    "findings.a2_passed": (
        "None of the {n:,} held-out images is in training, compared pixel by pixel: identical images are kept on one side. "
        "A quick search found no near copies either.",
        "Ninguna de las {n:,} imágenes reservadas está en entrenamiento, comparadas píxel a píxel: las imágenes idénticas se "
        "mantienen juntas. Una búsqueda rápida tampoco halló copias parecidas.",
    ),
    "findings.a2_dropped": (
        "None of the {n:,} held-out images is in training any more: {dropped:,} training images were left out because the "
        "same image is in the test or validation set that the data bring. A quick search found no near copies.",
        "Ninguna de las {n:,} imágenes reservadas sigue en entrenamiento: se dejaron fuera {dropped:,} imágenes de "
        "entrenamiento porque la misma está en la prueba o validación que traen los datos. Una búsqueda rápida no halló "
        "copias parecidas.",
    ),
    "findings.a2_passed_ids": (
        "None of the {n:,} held-out examples is a training example by its name. Whether two names stand for the same image, "
        "this run did not record.",
        "Ninguno de los {n:,} ejemplos reservados es de entrenamiento, según su nombre. Si dos nombres son la misma imagen, "
        "esta ejecución no lo registró.",
    ),
    "findings.a2_ids": (
        "Examples that stand in {one} and in {other}: {count:,}, such as {name}. The figures on them measure memory.",
        "Ejemplos que están en {one} y en {other}: {count:,}, como {name}. Las cifras sobre ellos miden la memoria.",
    ),
    "findings.a2_identical": (
        "Images that stand in {one} and in {other}, equal to the last pixel: {count:,}. The figures on them measure memory.",
        "Imágenes que están en {one} y en {other}, iguales hasta el último píxel: {count:,}. Las cifras sobre ellas miden la "
        "memoria.",
    ),
    "findings.a2_near": (
        "Held-out images that are almost the same as a training image: {near:,} of {n:,}, such as {held} and {train}. The "
        "figures are better than they would be on new images.",
        "Imágenes reservadas casi iguales a una de entrenamiento: {near:,} de {n:,}, como {held} y {train}. Las cifras son "
        "mejores de lo que serían con imágenes nuevas.",
    ),
    "findings.a2_few_near": (
        "None of the {n:,} held-out images is in training, compared pixel by pixel. A quick search found {near:,} that are "
        "almost the same as a training image, such as {held} and {train}: too few to matter.",
        "Ninguna de las {n:,} imágenes reservadas está en entrenamiento, comparadas píxel a píxel. Una búsqueda rápida halló "
        "{near:,} casi iguales a una de entrenamiento, como {held} y {train}: demasiado pocas para importar.",
    ),
    "findings.a2_nothing": (
        "Nothing was held out: there is no second part.",
        "No se reservó nada: no hay una segunda partición.",
    ),
    # A3
    "findings.a3_passed": (
        "It cannot be otherwise: a network of Pupila draws its weights anew, here from seed {seed}. Before the first step "
        "the loss was {loss:.2f}; knowing nothing costs ln {classes} = {expected:.2f}. No run beside it ended with "
        "these weights.",
        "No puede ser de otro modo: una red de Pupila sortea sus pesos de nuevo, aquí con la semilla {seed}. Antes del primer "
        "paso la pérdida era {loss:.2f}; no saber nada cuesta ln {classes} = {expected:.2f}. Ninguna ejecución vecina "
        "terminó con estos pesos.",
    ),
    "findings.a3_passed_module": (
        "The network given from Python knew nothing: before the first step the loss was {loss:.2f}, and knowing nothing "
        "costs ln {classes} = {expected:.2f}. No run beside it ended with these weights.",
        "La red dada desde Python no sabía nada: antes del primer paso la pérdida era {loss:.2f}, y no saber nada cuesta "
        "ln {classes} = {expected:.2f}. Ninguna ejecución vecina terminó con estos pesos.",
    ),
    "findings.a3_passed_few": (
        "The network given from Python is none with which a run beside it ended, and no batch norm in it has seen images. "
        "With only {classes} classes its first loss cannot tell knowledge from luck.",
        "La red dada desde Python no es la final de ninguna ejecución vecina, y ninguna de sus normalizaciones por lotes ha "
        "visto imágenes. Con solo {classes} clases, su primera pérdida no distingue saber de suerte.",
    ),
    "findings.a3_trained": (
        "The network given from Python knew something before its first step here: its loss was {loss:.2f}, where knowing "
        "nothing costs ln {classes} = {expected:.2f}, and its accuracy {accuracy:.1%}. It was trained before, and the figures are "
        "those of both trainings.",
        "La red dada desde Python ya sabía algo antes de su primer paso aquí: su pérdida era {loss:.2f}, cuando no saber nada "
        "cuesta ln {classes} = {expected:.2f}, y su exactitud {accuracy:.1%}. Se había entrenado antes, y las cifras son de "
        "ambos entrenamientos.",
    ),
    "findings.a3_trained_own": (
        "Before the first step the loss was {loss:.2f} and the accuracy {accuracy:.1%}, where knowing nothing costs "
        "ln {classes} = {expected:.2f}. Weights drawn from seed {seed} cannot know so much: these were not drawn.",
        "Antes del primer paso la pérdida era {loss:.2f} y la exactitud {accuracy:.1%}, cuando no saber nada cuesta "
        "ln {classes} = {expected:.2f}. Pesos sorteados con la semilla {seed} no pueden saber tanto: no se sortearon.",
    ),
    "findings.a3_continued": (
        "The network began with exactly the weights with which the run '{run}' ended. The figures are those of both "
        "trainings, one after the other.",
        "La red empezó exactamente con los pesos con los que terminó la ejecución '{run}'. Las cifras son de ambos "
        "entrenamientos, uno tras otro.",
    ),
    "findings.a3_batches": (
        "The network's batch norms had seen {batches:,} batches before the first step: it was trained before, and the figures "
        "are those of all its training.",
        "Las normalizaciones por lotes de la red habían visto {batches:,} lotes antes del primer paso: se había entrenado "
        "antes, y las cifras son de todo su entrenamiento.",
    ),
    "findings.a3_no_number": (
        "Before the first step the network's answers were no numbers, so what it knew cannot be told.",
        "Antes del primer paso las respuestas de la red no eran números, así que no se puede decir qué sabía.",
    ),
    "findings.a3_same": (
        "For every seed ({seeds} in all) the arms began with the same weights, drawn anew; none began where another had ended.",
        "Para cada semilla ({seeds} en total) los brazos empezaron con los mismos pesos, sorteados de nuevo; ninguno "
        "empezó donde otro había terminado.",
    ),
    "findings.a3_same_seed": (
        "All {runs} runs began with weights drawn anew, and none where another had ended. The arms' networks differ in shape, "
        "or in how weights are drawn, so that for each seed they share the seed and not the weights.",
        "Las {runs} ejecuciones empezaron con pesos sorteados de nuevo, y ninguna donde otra había terminado. Las redes de los "
        "brazos difieren en la forma o en cómo se sortean los pesos: para cada semilla comparten la semilla y no los pesos.",
    ),
    "findings.a3_twins": (
        "All {runs} runs began with weights drawn anew, and none where another had ended. Arms that are equal on purpose share "
        "only the split of the images for each seed: each of them was dealt weights of its own.",
        "Las {runs} ejecuciones empezaron con pesos sorteados de nuevo, y ninguna donde otra había terminado. Los brazos que "
        "son iguales a propósito solo comparten, con cada semilla, la partición de las imágenes: cada uno recibió sus "
        "propios pesos.",
    ),
    "findings.a3_arm_continued": (
        "The run '{run}' began with exactly the weights with which '{before}' had ended. It had the training of both, and "
        "the comparison says nothing.",
        "La ejecución '{run}' empezó exactamente con los pesos con los que había terminado '{before}'. Tuvo el entrenamiento "
        "de ambas, y la comparación no dice nada.",
    ),
    # A4
    "findings.a4_nothing": (
        "A single run compares nothing.",
        "Una sola ejecución no compara nada.",
    ),
    "findings.a4_passed": (
        "{arms} The same in the runs of every seed: {shared}.",
        "{arms} Igual en las ejecuciones de cada semilla: {shared}.",
    ),
    "findings.a4_differ": (
        "The recipes of the arms differ in what was declared ({keys}) and in nothing else.",
        "Las recetas de los brazos difieren en lo declarado ({keys}) y en nada más.",
    ),
    "findings.a4_several": (
        "Arms in which several things change at once against '{first}': {several}. What is concluded of these is concluded of "
        "all their changes together, and of none of them alone.",
        "Brazos en los que cambian varias cosas a la vez frente a '{first}': {several}. Lo que se concluye de ellos se "
        "concluye de todos sus cambios juntos, y de ninguno por separado.",
    ),
    "findings.a4_twins": (
        "Arms that are equal to one before them but for their seeds, on purpose, and show what chance alone does: {twins}.",
        "Brazos iguales a uno anterior salvo por sus semillas, a propósito, que muestran lo que hace el azar por sí solo: {twins}.",
    ),
    "findings.a4_passed_same": (
        "The arms are equal but for their seeds, as declared: this experiment measures what chance alone does.",
        "Los brazos son iguales salvo por sus semillas, como se declaró: este experimento mide lo que hace el azar por sí solo.",
    ),
    "findings.a4_recipe": (
        "'{run}' is not the run that its name stands for: '{key}' in its recipe is not what the experiment has for this arm "
        "and seed. Runs were exchanged, or one was trained otherwise, and the comparison says nothing.",
        "'{run}' no es la ejecución que indica su nombre: '{key}' en su receta no es lo que el experimento tiene para ese brazo "
        "y esa semilla. Se intercambiaron ejecuciones, o una se entrenó de otro modo, y la comparación no dice nada.",
    ),
    "findings.a4_data": (
        "'{first}' and '{second}' were trained on different data. The difference between the arms may come from that.",
        "'{first}' y '{second}' se entrenaron con datos distintos. La diferencia entre los brazos puede venir de ahí.",
    ),
    "findings.a4_labels": (
        "'{first}' and '{second}' have other labels for the same examples. The difference between the arms may come from that.",
        "'{first}' y '{second}' tienen otras etiquetas para los mismos ejemplos. La diferencia entre los brazos puede venir de ahí.",
    ),
    "findings.a4_split": (
        "'{first}' and '{second}' divided the data differently. The difference between the arms may come from that.",
        "'{first}' y '{second}' dividieron los datos de otra manera. La diferencia entre los brazos puede venir de ahí.",
    ),
    "findings.a4_surroundings": (
        "'{first}' and '{second}' were computed differently: {what} was {one} and {other}. That changes figures a little.",
        "'{first}' y '{second}' se calcularon de distinta manera: {what} era {one} y {other}. Eso cambia un poco las cifras.",
    ),
    # A5
    "findings.a5_passed": (
        "It cannot be otherwise: images are counted in every epoch, and one that sees fewer than it has stops the run. "
        "Epochs: {epochs}; images seen: {seen:,}; training images: {each:,}.",
        "No puede ser de otro modo: las imágenes se cuentan en cada época, y una que vea menos de las que tiene detiene la "
        "ejecución. Épocas: {epochs}; imágenes vistas: {seen:,}; imágenes de entrenamiento: {each:,}.",
    ),
    "findings.a5_short": (
        "Epoch {epoch} saw {seen:,} images and should have seen {expected:,}. What is called an epoch there is none.",
        "La época {epoch} vio {seen:,} imágenes y debía ver {expected:,}. Lo que ahí se llama época no lo es.",
    ),
    "findings.a5_val": (
        "After epoch {epoch} validation was measured on {seen:,} images, and there are {expected:,}.",
        "Tras la época {epoch} la validación se midió con {seen:,} imágenes, y hay {expected:,}.",
    ),
    "findings.a5_nothing": ("No epoch was finished.", "No se terminó ninguna época."),
    # A6
    "findings.a6_passed": (
        "The accuracies of metrics, confusion matrix and stored predictions are equal, and the labels beside the {n:,} "
        "predictions are those of the data, example by example.",
        "Las exactitudes de las métricas, la matriz de confusión y las predicciones guardadas son iguales, y las etiquetas "
        "junto a las {n:,} predicciones son las de los datos, ejemplo a ejemplo.",
    ),
    "findings.a6_passed_figures": (
        "The accuracies of metrics, confusion matrix and the {n:,} stored predictions are equal. The data's own labels this "
        "run did not record.",
        "Las exactitudes de las métricas, la matriz de confusión y las {n:,} predicciones guardadas son iguales. Las etiquetas "
        "propias de los datos esta ejecución no las registró.",
    ),
    "findings.a6_figures": (
        "On the {which} set the accuracy is {stored:.2%} in the metrics, {matrix:.2%} in the confusion matrix and "
        "{predictions:.2%} in the stored predictions. They belong to different pairs of answer and label.",
        "En el conjunto de {which} la exactitud es {stored:.2%} en las métricas, {matrix:.2%} en la matriz de confusión y "
        "{predictions:.2%} en las predicciones guardadas. Son de pares distintos de respuesta y etiqueta.",
    ),
    "findings.a6_labels": (
        "The labels beside the predictions on the {which} set are not those that the data have for these examples.",
        "Las etiquetas junto a las predicciones del conjunto de {which} no son las que los datos dan a esos ejemplos.",
    ),
    "findings.a6_folders": (
        "Predictions on the {which} set whose label is not the folder that the image lies in: {count:,}, such as {name}.",
        "Predicciones del conjunto de {which} cuya etiqueta no es la carpeta de la imagen: {count:,}, como {name}.",
    ),
    "findings.a6_nothing": ("There are no stored predictions.", "No hay predicciones guardadas."),
    # A7
    "findings.a7_passed": (
        "{n:,} images were measured again, in the same batches and in others, and got the same answers.",
        "Se midieron de nuevo {n:,} imágenes, en los mismos lotes y en otros, y obtuvieron las mismas respuestas.",
    ),
    "findings.a7_random": (
        "Measured twice, the same {n:,} images got different answers: probabilities differ by up to {again:.3f}. Dropout or "
        "augmentation is at work in evaluation, and every figure has its noise.",
        "Medidas dos veces, las mismas {n:,} imágenes obtuvieron respuestas distintas: las probabilidades difieren hasta en "
        "{again:.3f}. Hay dropout o aumento en la evaluación, y todas las cifras llevan su ruido.",
    ),
    "findings.a7_batch": (
        "The answer for an image depends on the other images of its batch: in other batches probabilities differ by up to "
        "{apart:.3f} ({n:,} images). Batch norm is in training mode in evaluation.",
        "La respuesta a una imagen depende de las demás de su lote: en otros lotes las probabilidades difieren hasta en "
        "{apart:.3f} ({n:,} imágenes). La normalización por lotes está en modo de entrenamiento al evaluar.",
    ),
    # A8
    "findings.a8_passed": (
        "Classes and brightness of the held-out images are distributed as those of the training images.",
        "Las clases y el brillo de las imágenes reservadas se distribuyen como en las de entrenamiento.",
    ),
    "findings.a8_classes_drawn": (
        "The classes of the {which} set are distributed differently from those of training (Cramér's V {apart:.2f}, where 0 is "
        "alike and 1 is other classes). A random, stratified split does not do that.",
        "Las clases del conjunto de {which} se distribuyen de otra manera que en entrenamiento (V de Cramér {apart:.2f}; 0 es "
        "igual y 1, otras clases). Una partición aleatoria y estratificada no hace eso.",
    ),
    "findings.a8_classes_given": (
        "The {which} set that the data bring has its classes distributed differently from training (Cramér's V {apart:.2f}, "
        "where 0 is alike and 1 is other classes). Its accuracy holds for that distribution; look at the balanced accuracy.",
        "El conjunto de {which} que traen los datos distribuye sus clases de otra manera que el entrenamiento (V de Cramér "
        "{apart:.2f}; 0 es igual y 1, otras clases). Su exactitud vale para esa distribución; mire la exactitud equilibrada.",
    ),
    "findings.a8_brightness_drawn": (
        "The images of the {which} set are lighter or darker than those of training (Kolmogorov's distance {apart:.2f}, where "
        "0 is alike and 1 has nothing in common). A random split does not do that.",
        "Las imágenes del conjunto de {which} son más claras u oscuras que las de entrenamiento (distancia de Kolmogórov "
        "{apart:.2f}; 0 es igual y 1, nada en común). Una partición aleatoria no hace eso.",
    ),
    "findings.a8_brightness_given": (
        "The images of the {which} set that the data bring are lighter or darker than those of training (Kolmogorov's distance "
        "{apart:.2f}, where 0 is alike and 1 has nothing in common). The figures on it hold for such images; whether these are "
        "harder or easier, brightness does not tell.",
        "Las imágenes del conjunto de {which} que traen los datos son más claras u oscuras que las de entrenamiento (distancia "
        "de Kolmogórov {apart:.2f}; 0 es igual y 1, nada en común). Sus cifras valen para imágenes así; si son más difíciles o "
        "más fáciles, el brillo no lo dice.",
    ),
    "findings.a8_nothing": ("Nothing was held out.", "No se reservó nada."),
    # A9
    "findings.a9_passed": (
        "The finished classifier was asked again for {images} stored images and gave the stored answers: probabilities differ "
        "by {largest:.6f} at most.",
        "Se preguntó de nuevo al clasificador terminado por {images} imágenes guardadas y dio las respuestas guardadas: las "
        "probabilidades difieren en {largest:.6f} como mucho.",
    ),
    "findings.a9_passed_files": (
        "The finished classifier was asked again for {files} image files, from the disk to the answer, and gave the stored "
        "answers: probabilities differ by {largest:.6f} at most.",
        "Se preguntó de nuevo al clasificador terminado por {files} archivos de imagen, del disco a la respuesta, y dio las "
        "respuestas guardadas: las probabilidades difieren en {largest:.6f} como mucho.",
    ),
    "findings.a9_differs": (
        "Asked again for {n} images, the finished classifier gives other answers than those that were judged: probabilities "
        "differ by up to {largest:.3f}. Its accuracy is not the one in the report.",
        "Preguntado de nuevo por {n} imágenes, el clasificador terminado da otras respuestas que las evaluadas: las "
        "probabilidades difieren hasta en {largest:.3f}. Su exactitud no es la del informe.",
    ),
    "findings.a9_refused": (
        "Of {files} image files that were learned from or judged, the finished classifier could not read {refused}.",
        "De {files} archivos de imagen con los que se aprendió o evaluó, el clasificador terminado no pudo leer {refused}.",
    ),
    "findings.a9_unloadable": (
        "The finished classifier cannot be loaded: {reason}",
        "No se puede cargar el clasificador terminado: {reason}",
    ),
    "findings.a9_module": (
        "The network was given from Python, and without it nothing can be asked again.",
        "La red se dio desde Python, y sin ella no se puede preguntar de nuevo.",
    ),
    # A10
    "findings.a10_nothing": ("A single run concludes nothing.", "Una sola ejecución no concluye nada."),
    "findings.a10_no_verdict": (
        "The experiment has no verdict yet.",
        "El experimento aún no tiene veredicto.",
    ),
    "findings.a10_one_seed": (
        "The arms were compared with {seeds} seed: the difference may be chance, and no verdict stands on it.",
        "Los brazos se compararon con {seeds} semilla: la diferencia puede ser azar, y ningún veredicto se sostiene sobre ella.",
    ),
    "findings.a10_beyond": (
        "'{first}' against '{second}' is called '{said}', but the interval of the difference, {low:.2%} to {high:.2%}, only "
        "says '{interval}'.",
        "'{first}' frente a '{second}' se declara '{said}', pero el intervalo de la diferencia, de {low:.2%} a {high:.2%}, solo "
        "dice '{interval}'.",
    ),
    "findings.a10_extended": (
        "The result was looked at {looks} times, first with {first_look} seeds and now with {seeds}. Whoever adds seeds until "
        "a difference shows finds one too often; the interval is a little too narrow.",
        "El resultado se miró {looks} veces, primero con {first_look} semillas y ahora con {seeds}. Quien añade semillas hasta "
        "ver una diferencia la halla demasiado a menudo; el intervalo es algo estrecho.",
    ),
    "findings.a10_not_shown": (
        "With {seeds} seeds no difference is shown, and the verdict says no more than that.",
        "Con {seeds} semillas no se demuestra ninguna diferencia, y el veredicto no dice más que eso.",
    ),
    "findings.a10_passed": (
        "The verdict stands on {seeds} seeds, and says what the interval of the difference says.",
        "El veredicto se sostiene sobre {seeds} semillas y dice lo que dice el intervalo de la diferencia.",
    ),
    # A11
    "findings.a11_passed": (
        "The figures stand on {n:,} predictions of as many different examples, exactly those of the split.",
        "Las cifras se apoyan en {n:,} predicciones de otros tantos ejemplos distintos, justo los de la partición.",
    ),
    "findings.a11_repeated": (
        "The {rows:,} predictions on the {which} set belong to {unique:,} examples only: some are counted more than once.",
        "Las {rows:,} predicciones del conjunto de {which} son de solo {unique:,} ejemplos: algunos se cuentan más de una vez.",
    ),
    "findings.a11_others": (
        "The {rows:,} predictions on the {which} set are not those of its {expected:,} examples (the figures say n = {n:,}).",
        "Las {rows:,} predicciones del conjunto de {which} no son las de sus {expected:,} ejemplos (las cifras dicen n = {n:,}).",
    ),
    "findings.a11_nothing": ("There are no stored predictions.", "No hay predicciones guardadas."),
    # A12
    "findings.a12_passed": (
        "The first two epochs began with other images, and change the same images differently.",
        "Las dos primeras épocas empezaron con otras imágenes, y cambian las mismas imágenes de otra manera.",
    ),
    "findings.a12_passed_plain": (
        "The first two epochs began with other images. Nothing is augmented.",
        "Las dos primeras épocas empezaron con otras imágenes. No hay aumento.",
    ),
    "findings.a12_order": (
        "The first two epochs began with the same images in the same order: the order repeats, and the network learns it.",
        "Las dos primeras épocas empezaron con las mismas imágenes en el mismo orden: el orden se repite, y la red lo aprende.",
    ),
    "findings.a12_augmented": (
        "The first two epochs change the same images in the same way: augmentation repeats, and adds no variety.",
        "Las dos primeras épocas cambian las mismas imágenes del mismo modo: el aumento se repite y no aporta variedad.",
    ),
    "findings.a12_one_epoch": ("There was one epoch only.", "Solo hubo una época."),
    "findings.a12_few": (
        "With {n} training images two equal orders may be chance.",
        "Con {n} imágenes de entrenamiento, dos órdenes iguales pueden ser azar.",
    ),
    # A13
    "findings.a13_passed": (
        "The data's files are what they were before the run, in name, size and time. All could be read. Files: {count:,}.",
        "Los archivos de los datos son los de antes de la ejecución, en nombre, tamaño y fecha. Todos se pudieron leer. "
        "Archivos: {count:,}.",
    ),
    "findings.a13_skipped": (
        "The data's files are what they were before the run, in name, size and time. Files left out because they cannot be "
        "read, each named in the record: {skipped:,} of {count:,}.",
        "Los archivos de los datos son los de antes de la ejecución, en nombre, tamaño y fecha. Archivos omitidos porque no "
        "se pueden leer, cada uno nombrado en el registro: {skipped:,} de {count:,}.",
    ),
    "findings.a13_no_files": (
        "The data are no files of the user's: they were given from Python or come with Pupila.",
        "Los datos no son archivos del usuario: se dieron desde Python o vienen con Pupila.",
    ),
    "findings.a13_changed": (
        "The data's files changed while the run was under way ({count:,} before, {after:,} after). Pupila writes none of them; "
        "the run learned from what it had read at the beginning.",
        "Los archivos de los datos cambiaron durante la ejecución ({count:,} antes, {after:,} después). Pupila no escribe en "
        "ellos; la ejecución aprendió de lo que leyó al principio.",
    ),
    # A14
    "findings.a14_passed": (
        "{n:,} training images are measured again after each epoch, without dropout and augmentation, as validation is.",
        "Tras cada época se miden de nuevo {n:,} imágenes de entrenamiento, sin dropout ni aumento, como la validación.",
    ),
    "findings.a14_passed_beside": (
        "{n:,} training images are measured again after each epoch, as validation is: {train:.1%} after the last one, where the "
        "average during training said {running:.1%}.",
        "Tras cada época se miden de nuevo {n:,} imágenes de entrenamiento, como la validación: {train:.1%} tras la última, "
        "donde la media durante el entrenamiento decía {running:.1%}.",
    ),
    "findings.a14_running": (
        "In epoch {epoch} (and {count} in all) training was not measured in evaluation mode: its curve cannot be compared "
        "with that of validation.",
        "En la época {epoch} (y en {count} en total) el entrenamiento no se midió en modo de evaluación: su curva no se puede "
        "comparar con la de validación.",
    ),
    "findings.a14_nothing": ("No epoch was finished.", "No se terminó ninguna época."),
    # A15
    "findings.a15_passed": (
        "Of {epochs} epochs, number {chosen} was chosen by {how}, the first among equals; the history says the same. Its "
        "validation accuracy is {value:.1%} ({low:.1%} to {high:.1%}); what counts is the test figure, which chose nothing.",
        "De {epochs} épocas se eligió la {chosen} por {how}, la primera entre iguales; el historial dice lo mismo. Su "
        "exactitud de validación es {value:.1%} (de {low:.1%} a {high:.1%}); lo que cuenta es la cifra de prueba, que no "
        "eligió nada.",
    ),
    "findings.a15_passed_last": (
        "Nothing was chosen: the figures are those of the last epoch, number {chosen}.",
        "No se eligió nada: las cifras son las de la última época, la {chosen}.",
    ),
    "findings.a15_other": (
        "The run says that epoch {chosen} was chosen by {how}, but by the history that is epoch {again}.",
        "La ejecución dice que se eligió la época {chosen} por {how}, pero según el historial es la {again}.",
    ),
    "findings.a15_no_interval": (
        "Epoch {chosen} was chosen by {how}, and its validation figure has no interval.",
        "Se eligió la época {chosen} por {how}, y su cifra de validación no tiene intervalo.",
    ),
    "findings.a15_no_test": (
        "Epoch {chosen} of {epochs} was chosen by {how}, and there is no test set: the only accuracy, {value:.1%} ({low:.1%} "
        "to {high:.1%}), is the best of {epochs} and therefore too good.",
        "Se eligió la época {chosen} de {epochs} por {how}, y no hay conjunto de prueba: la única exactitud, {value:.1%} (de "
        "{low:.1%} a {high:.1%}), es la mejor de {epochs} y, por tanto, demasiado buena.",
    ),
    "findings.a15_nothing": ("No epoch was finished.", "No se terminó ninguna época."),
    # A16
    "findings.a16_nothing": (
        "This run suspects no labels.",
        "Esta ejecución no sospecha de ninguna etiqueta.",
    ),
    "findings.a16_passed": (
        "The {count:,} suspected labels were each judged by a network that had not learned them; the fold is named (of {folds}).",
        "Cada una de las {count:,} etiquetas sospechosas la juzgó una red que no la había aprendido; consta el pliegue (de {folds}).",
    ),
    "findings.a16_learned": (
        "Of {count:,} suspected labels, {learned:,} name no fold that judged them: a network that learned a wrong label has it by heart.",
        "De {count:,} etiquetas sospechosas, {learned:,} no indican el pliegue que las juzgó: una red que aprendió una etiqueta errónea se la sabe de memoria.",
    ),
}
