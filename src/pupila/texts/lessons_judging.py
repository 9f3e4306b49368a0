"""Sentences of the lessons on judging: test sets, and five questions answered by experiment."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    # Test set
    "lessons_judging.test_set.title": ("What a test set is for", "Para qué sirve un conjunto de prueba"),
    "lessons_judging.test_set.summary": (
        "Why a test set may be read once and choose nothing, and how much a number of images can tell.",
        "Por qué un conjunto de prueba se lee una vez y no elige nada, y cuánto puede decir un número de imágenes.",
    ),
    "lessons_judging.test_set.idea": (
        "How good is a classifier? On its training images any can look good: learning them by heart is enough. So we ask it about images that it has never seen. That is a **test set**.",
        "¿Hasta qué punto es bueno un clasificador? Con sus imágenes de entrenamiento cualquiera lo parece: basta con memorizarlas. Por eso le preguntamos por imágenes que nunca ha visto. Eso es un **conjunto de prueba**.",
    ),
    "lessons_judging.test_set.purpose": (
        "But unseen by the network is not enough. The images must also have had no say in any choice: how many epochs, which network, which seed. For whoever chooses by a number chooses luck as well. Let us see how much luck.",
        "Pero que la red no las haya visto no basta. Esas imágenes tampoco deben haber intervenido en ninguna elección: cuántas épocas, qué red, qué semilla. Porque quien elige según un número también elige la suerte. Veamos cuánta suerte.",
    ),
    "lessons_judging.test_set.contest_heading": ("A contest of coins", "Un concurso de monedas"),
    "lessons_judging.test_set.contest": (
        "We hold a contest. The task has two classes, and {guessers} classifiers take part. They have learned nothing: each tosses a coin for every image. All are truly worth 50%. The one that does best on {images} test images wins.",
        "Organizamos un concurso. La tarea tiene dos clases y participan {guessers} clasificadores. Ninguno ha aprendido nada: cada uno lanza una moneda por imagen. Todos valen en verdad un 50\u00a0%. Gana el que mejor queda con {images} imágenes de prueba.",
    ),
    "lessons_judging.test_set.contest_title": (
        "The best so far, by number tried",
        "El mejor hasta ahora, según cuántos se prueban",
    ),
    "lessons_judging.test_set.contest_alt": (
        "The score of the leader climbs from near 50% to {best:.0%} after {guessers} tries, along the curve of theory. The same leader's score on fresh images stays at about 50%.",
        "La nota del que va en cabeza sube de cerca del 50\u00a0% al {best:.0%} tras {guessers} intentos, siguiendo la curva de la teoría. Con imágenes nuevas, el mismo se queda en torno al 50\u00a0%.",
    ),
    "lessons_judging.test_set.chosen_on": ("test images", "de prueba"),
    "lessons_judging.test_set.on_fresh": ("fresh images", "nuevas"),
    "lessons_judging.test_set.theory": ("in theory", "en teoría"),
    "lessons_judging.test_set.tries": ("tried", "probados"),
    "lessons_judging.test_set.contest_caption": (
        "Nothing gets better here but luck. The dashed line is what the best of so many coins reaches on average, by the binomial distribution.",
        "Aquí no mejora nada más que la suerte. La línea discontinua es lo que alcanza en promedio la mejor de tantas monedas, según la distribución binomial.",
    ),
    "lessons_judging.test_set.winner": (
        "The winner gets {best:.0%} of the {images} test images right. On {count:,} fresh images it gets {fresh:.1%}. It was the best, and it is worth nothing.",
        "El ganador acierta el {best:.0%} de las {images} imágenes de prueba. Con {count:,} imágenes nuevas acierta el {fresh:.1%}. Era el mejor, y no vale nada.",
    ),
    "lessons_judging.test_set.interval": (
        "An interval does not protect from this. That of the winner goes from {low:.1%} to {high:.1%} and leaves out 50%: it would call the coin skilled. An interval holds for a classifier that was fixed before the images were looked at, not for the luckiest of many.",
        "Un intervalo no protege de esto. El del ganador va del {low:.1%} al {high:.1%} y deja fuera el 50\u00a0%: daría por hábil a la moneda. Un intervalo vale para un clasificador fijado antes de mirar las imágenes, no para el más afortunado de muchos.",
    ),
    "lessons_judging.test_set.disguise": (
        "Nobody tries 200 coins. But 20 epochs, 5 learning rates and 2 networks are 200 tries as well, and whoever keeps the one that does best on the test images holds just such a contest. Their tries are better than coins; the luck on top is of the same kind.",
        "Nadie prueba 200 monedas. Pero 20 épocas, 5 tasas de aprendizaje y 2 redes también son 200 intentos, y quien se queda con el mejor según las imágenes de prueba organiza un concurso así. Sus intentos son mejores que monedas; la suerte añadida es de la misma especie.",
    ),
    "lessons_judging.test_set.validation_heading": (
        "Validation chooses, the test judges",
        "La validación elige, la prueba juzga",
    ),
    "lessons_judging.test_set.validation": (
        "The way out is a third part. **Validation images** may choose as often as you like; they wear out in doing so. **Test images** lie sealed meanwhile. When everything is chosen, they are read once. Let {images} images choose the winner, and {images} others judge it:",
        "La salida es una tercera parte. Las **imágenes de validación** pueden elegir cuantas veces se quiera; con ello se gastan. Entretanto, las **imágenes de prueba** permanecen selladas. Cuando todo está elegido, se leen una vez. Dejemos que {images} imágenes elijan al ganador y que otras {images} lo juzguen:",
    ),
    "lessons_judging.test_set.once": (
        "On the images that chose it, the winner has {best:.0%}. On the sealed ones it has {sealed:.0%} (95% interval: {low:.1%} to {high:.1%}, n\u00a0=\u00a0{images}). This figure is honest: the interval holds 50%, and that is what the coin is worth.",
        "Con las imágenes que lo eligieron, el ganador tiene un {best:.0%}. Con las selladas tiene un {sealed:.0%} (intervalo del 95\u00a0%: del {low:.1%} al {high:.1%}, n\u00a0=\u00a0{images}). Esta cifra es honrada: el intervalo incluye el 50\u00a0%, y eso es lo que vale la moneda.",
    ),
    "lessons_judging.test_set.seal_heading": ("The seal in Pupila", "El sello en Pupila"),
    "lessons_judging.test_set.seal_refuse": (
        "In Pupila the test set chooses nothing: no epoch, no network, no threshold. Epochs are chosen on validation images, and asking for the test images instead is refused, with the reason.",
        "En Pupila el conjunto de prueba no elige nada: ni época, ni red, ni umbral. Las épocas se eligen con imágenes de validación, y pedir en su lugar las de prueba se rechaza, con el motivo.",
    ),
    "lessons_judging.test_set.seal_count": (
        "Each time the test images of a run are read, it is counted, and the report says how often. One reading is a measurement; the twentieth is a contest.",
        "Cada lectura de las imágenes de prueba de una ejecución se cuenta, y el informe dice cuántas van. La primera es una medición; la vigésima, un concurso.",
    ),
    "lessons_judging.test_set.seal_leaks": (
        "And an image that stands in the test set as well as among the training images is left out of training: remembering it would be no skill.",
        "Y si una imagen está en el conjunto de prueba y también entre las de entrenamiento, se excluye del entrenamiento: recordarla no sería ningún mérito.",
    ),
    "lessons_judging.test_set.sizes_heading": ("How much do 100 images tell?", "¿Cuánto dicen 100 imágenes?"),
    "lessons_judging.test_set.sizes": (
        "Suppose a classifier gets {accuracy:.0%} of its test images right. How good is it truly? That depends on how many there were.",
        "Suponga que un clasificador acierta el {accuracy:.0%} de sus imágenes de prueba. ¿Cuánto vale en verdad? Depende de cuántas eran.",
    ),
    "lessons_judging.test_set.sizes_table": (
        "95% intervals of an accuracy of {accuracy:.0%} (Wilson)",
        "Intervalos del 95\u00a0% de una exactitud del {accuracy:.0%} (Wilson)",
    ),
    "lessons_judging.test_set.images_head": ("images", "imágenes"),
    "lessons_judging.test_set.from": ("from", "desde"),
    "lessons_judging.test_set.to": ("to", "hasta"),
    "lessons_judging.test_set.half": ("± points", "± puntos"),
    "lessons_judging.test_set.told_apart": ("told from {other:.0%}?", "¿se distingue del {other:.0%}?"),
    "lessons_judging.test_set.yes": ("yes", "sí"),
    "lessons_judging.test_set.no": ("no", "no"),
    "lessons_judging.test_set.root": (
        "A hundred times as many images make the interval ten times as narrow: it shrinks with the square root. The last column asks whether two classifiers, two points apart and each judged by its own images, can be told apart. That is why every figure in Pupila has an interval and an n.",
        "Con cien veces más imágenes, el intervalo es diez veces más estrecho: encoge con la raíz cuadrada. La última columna pregunta si se distinguen dos clasificadores separados por dos puntos, cada uno juzgado con sus propias imágenes. Por eso, en Pupila toda cifra lleva su intervalo y su n.",
    ),
    "lessons_judging.test_set.code": (
        "The contest in five lines. Change 200 to 2 and to 20,000.",
        "El concurso en cinco líneas. Cambie 200 por 2 y por 20000.",
    ),
    "lessons_judging.test_set.try_train": (
        "The test images are read once, at the very end. The result names their interval.",
        "Las imágenes de prueba se leen una vez, al final del todo. El resultado da su intervalo.",
    ),
    "lessons_judging.test_set.try_evaluate": (
        "Read them again, and look at the last line: it counts. The figures do not change; what they are worth after many looks does.",
        "Léalas otra vez y mire la última línea: lleva la cuenta. Las cifras no cambian; sí lo que valen después de muchas miradas.",
    ),
    # Five questions
    "lessons_judging.five_questions.title": (
        "Five questions about a perceptron",
        "Cinco preguntas sobre un perceptrón",
    ),
    "lessons_judging.five_questions.summary": (
        "A course notebook ends in five questions to its students; here experiments answer them.",
        "Un cuaderno del curso termina con cinco preguntas a sus estudiantes; aquí las contestan experimentos.",
    ),
    "lessons_judging.five_questions.idea": (
        "A course notebook trains a perceptron on Fashion-MNIST: pictures of clothes, 28x28 pixels, ten classes, 60,000 to learn from and 10,000 to be judged by. It ends in five questions. One can answer them from experience, or from one training. We prefer to measure.",
        "Un cuaderno del curso entrena un perceptrón con Fashion-MNIST: imágenes de ropa, de 28x28 píxeles y diez clases, 60.000 para aprender y 10.000 para juzgar. Termina con cinco preguntas. Se pueden contestar por experiencia, o con un solo entrenamiento. Nosotros preferimos medir.",
    ),
    "lessons_judging.five_questions.experiment": (
        "Three arms, {seeds} seeds each: the notebook's network (128 hidden units, {parameters:,} parameters, 10 epochs); the same with 500 hidden units ({wide:,} parameters); the same for 20 epochs. The arms of one seed roll the same dice. Nothing was chosen on the test images: the last epoch counts.",
        "Tres brazos, con {seeds} semillas cada uno: la red del cuaderno (128 unidades ocultas, {parameters:,} parámetros, 10 épocas); la misma con 500 unidades ocultas ({wide:,} parámetros); y la misma durante 20 épocas. Los brazos de una semilla tiran los mismos dados. Nada se eligió con las imágenes de prueba: cuenta la última época.",
    ),
    "lessons_judging.five_questions.rule": (
        "One rule for all that follows: a difference is called **shown** where its 95% interval over the seeds leaves out zero. Otherwise it is **not shown**, however large it looks.",
        "Una regla para todo lo que sigue: una diferencia se da por **demostrada** si su intervalo del 95\u00a0%, calculado con las semillas, deja fuera el cero. Si no, **no está demostrada**, por grande que parezca.",
    ),
    "lessons_judging.five_questions.accuracies": (
        "Accuracy in percent: means over the seeds. The gap is training minus test, in points",
        "Exactitud, en tanto por ciento: medias de las semillas. La brecha es entrenamiento menos prueba, en puntos",
    ),
    "lessons_judging.five_questions.losses": (
        "Loss: means over the seeds. The gap is test minus training",
        "Pérdida: medias de las semillas. La brecha es prueba menos entrenamiento",
    ),
    "lessons_judging.five_questions.train": ("training", "entrenamiento"),
    "lessons_judging.five_questions.test": ("test", "prueba"),
    "lessons_judging.five_questions.gap": ("gap", "brecha"),
    "lessons_judging.five_questions.deviation": ("its deviation", "su desviación"),
    "lessons_judging.five_questions.arm": ("arm", "brazo"),
    "lessons_judging.five_questions.arm_base": (
        "as it is",
        "original",
    ),
    "lessons_judging.five_questions.arm_width": (
        "500 units",
        "500 unidades",
    ),
    "lessons_judging.five_questions.arm_epochs": (
        "20 epochs",
        "20 épocas",
    ),
    "lessons_judging.five_questions.n": ("n (seeds)", "n (semillas)"),
    "lessons_judging.five_questions.plot_title": (
        "Gap between training and test accuracy, in points, seed by seed",
        "Brecha entre la exactitud de entrenamiento y la de prueba, en puntos, semilla a semilla",
    ),
    "lessons_judging.five_questions.plot_alt": (
        "Three lines, one for each arm. On average the gap is {base_gap:.1f} points for the notebook's network, {width_gap:.1f} with 500 units, {epochs_gap:.1f} with 20 epochs.",
        "Tres líneas, una por brazo. En promedio, la brecha es de {base_gap:.1f} puntos con la red del cuaderno, de {width_gap:.1f} con 500 unidades y de {epochs_gap:.1f} con 20 épocas.",
    ),
    "lessons_judging.five_questions.plot_caption": (
        "See how much one seed differs from the next. The seeds have no order; the lines only lead the eye.",
        "Observe cuánto difiere una semilla de otra. Las semillas no tienen orden; las líneas solo guían la vista.",
    ),
    "lessons_judging.five_questions.seed": ("seed", "semilla"),
    "lessons_judging.five_questions.machine": ("Measured on: {machine}.", "Medido en: {machine}."),
    "lessons_judging.five_questions.question_one": (
        "1. Why do accuracy and loss differ between training and test?",
        "1. ¿Por qué difieren la exactitud y la pérdida entre entrenamiento y prueba?",
    ),
    "lessons_judging.five_questions.accuracy_up": (
        "The network gets {train:.1%} of the training images right and {test:.1%} of the test images: {points:.1f} points fewer (95% interval: {low:.1f} to {high:.1f}, n\u00a0=\u00a0{n} seeds). The gap is shown.",
        "La red acierta el {train:.1%} de las imágenes de entrenamiento y el {test:.1%} de las de prueba: {points:.1f} puntos menos (intervalo del 95\u00a0%: de {low:.1f} a {high:.1f}, n\u00a0=\u00a0{n} semillas). La brecha está demostrada.",
    ),
    "lessons_judging.five_questions.accuracy_down": (
        "The network gets {train:.1%} of the training images right and {test:.1%} of the test images. That is the other way round than one expects, {points:+.1f} points (95% interval: {low:+.1f} to {high:+.1f}, n\u00a0=\u00a0{n} seeds), and it is shown: the test images are easier than the training images.",
        "La red acierta el {train:.1%} de las imágenes de entrenamiento y el {test:.1%} de las de prueba. Es al revés de lo que se espera, {points:+.1f} puntos (intervalo del 95\u00a0%: de {low:+.1f} a {high:+.1f}, n\u00a0=\u00a0{n} semillas), y está demostrado: las imágenes de prueba son más fáciles que las de entrenamiento.",
    ),
    "lessons_judging.five_questions.accuracy_open": (
        "The network gets {train:.1%} of the training images right and {test:.1%} of the test images. The difference of {points:+.1f} points is not shown (95% interval: {low:+.1f} to {high:+.1f}, n\u00a0=\u00a0{n} seeds).",
        "La red acierta el {train:.1%} de las imágenes de entrenamiento y el {test:.1%} de las de prueba. La diferencia de {points:+.1f} puntos no está demostrada (intervalo del 95\u00a0%: de {low:+.1f} a {high:+.1f}, n\u00a0=\u00a0{n} semillas).",
    ),
    "lessons_judging.five_questions.loss_up": (
        "The loss is {train:.3f} on the training images and {test:.3f} on the test images, {nats:.3f} higher (95% interval: {low:.3f} to {high:.3f}, n\u00a0=\u00a0{n} seeds): shown.",
        "La pérdida es de {train:.3f} con las imágenes de entrenamiento y de {test:.3f} con las de prueba, {nats:.3f} más (intervalo del 95\u00a0%: de {low:.3f} a {high:.3f}, n\u00a0=\u00a0{n} semillas): demostrado.",
    ),
    "lessons_judging.five_questions.loss_down": (
        "The loss is {train:.3f} on the training images and {test:.3f} on the test images: lower there, by {nats:+.3f} (95% interval: {low:+.3f} to {high:+.3f}, n\u00a0=\u00a0{n} seeds). That is shown.",
        "La pérdida es de {train:.3f} con las imágenes de entrenamiento y de {test:.3f} con las de prueba: allí es menor, {nats:+.3f} (intervalo del 95\u00a0%: de {low:+.3f} a {high:+.3f}, n\u00a0=\u00a0{n} semillas). Está demostrado.",
    ),
    "lessons_judging.five_questions.loss_open": (
        "The loss is {train:.3f} on the training images and {test:.3f} on the test images. The difference of {nats:+.3f} is not shown (95% interval: {low:+.3f} to {high:+.3f}, n\u00a0=\u00a0{n} seeds).",
        "La pérdida es de {train:.3f} con las imágenes de entrenamiento y de {test:.3f} con las de prueba. La diferencia de {nats:+.3f} no está demostrada (intervalo del 95\u00a0%: de {low:+.3f} a {high:+.3f}, n\u00a0=\u00a0{n} semillas).",
    ),
    "lessons_judging.five_questions.why": (
        "Why? Every step of training made the network better on precisely these images. Part of what it learned holds for all clothes, part only for them. The test images were in no step, so they show the first part alone. The loss feels it too, because it also counts how sure the network is: it is surer of images that it knows.",
        "¿Por qué? Cada paso del entrenamiento hizo mejor a la red justamente con estas imágenes. Parte de lo que aprendió vale para toda la ropa; otra parte, solo para ellas. Las imágenes de prueba no estuvieron en ningún paso, y por eso muestran solo la primera parte. La pérdida también lo nota, porque cuenta además la seguridad de la red: está más segura con las imágenes que conoce.",
    ),
    "lessons_judging.five_questions.why_not": (
        "Training images usually come out better, because every step made the network better on precisely these. In these runs that is not shown: it learned hardly anything that would hold for them alone.",
        "Las imágenes de entrenamiento suelen salir mejor paradas, porque cada paso hizo mejor a la red justamente con ellas. En estas ejecuciones no está demostrado: apenas aprendió nada que valga solo para ellas.",
    ),
    "lessons_judging.five_questions.question_two": (
        "2. Why were some images misclassified?",
        "2. ¿Por qué se clasificaron mal algunas imágenes?",
    ),
    "lessons_judging.five_questions.recalls": (
        "Errors are not spread evenly. Of the 1,000 test images of each class, {best_recall:.1%} are recognised in the best one, {best}, and {worst_recall:.1%} in the worst, {worst}.",
        "Los errores no se reparten por igual. De las 1.000 imágenes de prueba de cada clase, se reconoce el {best_recall:.1%} en la mejor, {best}, y el {worst_recall:.1%} en la peor, {worst}.",
    ),
    "lessons_judging.five_questions.confusions": (
        "The most frequent confusions: images out of 1,000, mean over {seeds} seeds",
        "Las confusiones más frecuentes: imágenes de cada 1.000, media de {seeds} semillas",
    ),
    "lessons_judging.five_questions.true": ("true class", "clase verdadera"),
    "lessons_judging.five_questions.taken_for": ("taken for", "tomada por"),
    "lessons_judging.five_questions.count": ("images", "imágenes"),
    "lessons_judging.five_questions.alike_all": (
        "All {shown} of them are between garments of one family: clothes for the upper body, or shoes. In 28x28 grey pixels these share their outline, and what tells them apart (buttons, a collar, the cloth) is only a few pixels large.",
        "Las {shown} son entre prendas de una misma familia: ropa para el torso, o calzado. En 28x28 píxeles grises comparten la silueta, y lo que las distingue (unos botones, un cuello, la tela) ocupa apenas unos píxeles.",
    ),
    "lessons_judging.five_questions.alike_most": (
        "{alike} of these {shown} are between garments of one family: clothes for the upper body, or shoes. In 28x28 grey pixels these share their outline, and what tells them apart is only a few pixels large. The others need a look at the images.",
        "{alike} de estas {shown} son entre prendas de una misma familia: ropa para el torso, o calzado. En 28x28 píxeles grises comparten la silueta, y lo que las distingue ocupa apenas unos píxeles. Para las demás hay que mirar las imágenes.",
    ),
    "lessons_judging.five_questions.alike_few": (
        "Only {alike} of these {shown} are between garments of one family, so a similar outline does not explain most of them. Here one has to look at the images.",
        "Solo {alike} de estas {shown} son entre prendas de una misma familia, así que la silueta parecida no explica la mayoría. Aquí hay que mirar las imágenes.",
    ),
    "lessons_judging.five_questions.mixture": (
        "There is a second reason in the network itself. It flattens the image first, and so each pixel is a place of its own: a shirt moved by two pixels is a different list of numbers. Networks with convolutions do better at this.",
        "Hay una segunda razón en la propia red. Lo primero que hace es aplanar la imagen, y así cada píxel es un lugar aparte: una camisa desplazada dos píxeles es otra lista de números. Las redes con convoluciones lo resuelven mejor.",
    ),
    "lessons_judging.five_questions.garment.t_shirt_top": ("T-shirt/top", "camiseta (T-shirt/top)"),
    "lessons_judging.five_questions.garment.trouser": ("Trouser", "pantalón (Trouser)"),
    "lessons_judging.five_questions.garment.pullover": ("Pullover", "jersey (Pullover)"),
    "lessons_judging.five_questions.garment.dress": ("Dress", "vestido (Dress)"),
    "lessons_judging.five_questions.garment.coat": ("Coat", "abrigo (Coat)"),
    "lessons_judging.five_questions.garment.sandal": ("Sandal", "sandalia (Sandal)"),
    "lessons_judging.five_questions.garment.shirt": ("Shirt", "camisa (Shirt)"),
    "lessons_judging.five_questions.garment.sneaker": ("Sneaker", "zapatilla (Sneaker)"),
    "lessons_judging.five_questions.garment.bag": ("Bag", "bolso (Bag)"),
    "lessons_judging.five_questions.garment.ankle_boot": ("Ankle boot", "botín (Ankle boot)"),
    "lessons_judging.five_questions.question_width": (
        "3. What happens to the gap with 500 hidden units instead of 128?",
        "3. ¿Qué le pasa a la brecha con 500 unidades ocultas en lugar de 128?",
    ),
    "lessons_judging.five_questions.question_epochs": (
        "4. And with 20 epochs instead of 10?",
        "4. ¿Y con 20 épocas en lugar de 10?",
    ),
    "lessons_judging.five_questions.gap_up": (
        "In accuracy it grows, from {before:.1f} to {after:.1f} points: {points:+.1f} (95% interval: {low:+.1f} to {high:+.1f}, n\u00a0=\u00a0{n} pairs). That is shown.",
        "En exactitud crece, de {before:.1f} a {after:.1f} puntos: {points:+.1f} (intervalo del 95\u00a0%: de {low:+.1f} a {high:+.1f}, n\u00a0=\u00a0{n} pares). Está demostrado.",
    ),
    "lessons_judging.five_questions.gap_down": (
        "In accuracy it shrinks, from {before:.1f} to {after:.1f} points: {points:+.1f} (95% interval: {low:+.1f} to {high:+.1f}, n\u00a0=\u00a0{n} pairs). That is shown.",
        "En exactitud disminuye, de {before:.1f} a {after:.1f} puntos: {points:+.1f} (intervalo del 95\u00a0%: de {low:+.1f} a {high:+.1f}, n\u00a0=\u00a0{n} pares). Está demostrado.",
    ),
    "lessons_judging.five_questions.gap_open": (
        "In accuracy it goes from {before:.1f} to {after:.1f} points, {points:+.1f} (95% interval: {low:+.1f} to {high:+.1f}, n\u00a0=\u00a0{n} pairs). The interval holds zero: that it changes is not shown.",
        "En exactitud pasa de {before:.1f} a {after:.1f} puntos, {points:+.1f} (intervalo del 95\u00a0%: de {low:+.1f} a {high:+.1f}, n\u00a0=\u00a0{n} pares). El intervalo incluye el cero: no está demostrado que cambie.",
    ),
    "lessons_judging.five_questions.loss_gap_up": (
        "In loss it grows, from {before:.3f} to {after:.3f}: {nats:+.3f} (95% interval: {low:+.3f} to {high:+.3f}). That is shown.",
        "En pérdida crece, de {before:.3f} a {after:.3f}: {nats:+.3f} (intervalo del 95\u00a0%: de {low:+.3f} a {high:+.3f}). Está demostrado.",
    ),
    "lessons_judging.five_questions.loss_gap_down": (
        "In loss it shrinks, from {before:.3f} to {after:.3f}: {nats:+.3f} (95% interval: {low:+.3f} to {high:+.3f}). That is shown.",
        "En pérdida disminuye, de {before:.3f} a {after:.3f}: {nats:+.3f} (intervalo del 95\u00a0%: de {low:+.3f} a {high:+.3f}). Está demostrado.",
    ),
    "lessons_judging.five_questions.loss_gap_open": (
        "In loss it goes from {before:.3f} to {after:.3f}, {nats:+.3f} (95% interval: {low:+.3f} to {high:+.3f}): not shown.",
        "En pérdida pasa de {before:.3f} a {after:.3f}, {nats:+.3f} (intervalo del 95\u00a0%: de {low:+.3f} a {high:+.3f}): no demostrado.",
    ),
    "lessons_judging.five_questions.test_accuracy_up": (
        "On new images the network gets better: {points:+.2f} points of test accuracy (95% interval: {low:+.2f} to {high:+.2f}), shown.",
        "Con imágenes nuevas la red mejora: {points:+.2f} puntos de exactitud de prueba (intervalo del 95\u00a0%: de {low:+.2f} a {high:+.2f}), demostrado.",
    ),
    "lessons_judging.five_questions.test_accuracy_down": (
        "On new images the network gets worse: {points:+.2f} points of test accuracy (95% interval: {low:+.2f} to {high:+.2f}), shown.",
        "Con imágenes nuevas la red empeora: {points:+.2f} puntos de exactitud de prueba (intervalo del 95\u00a0%: de {low:+.2f} a {high:+.2f}), demostrado.",
    ),
    "lessons_judging.five_questions.test_accuracy_open": (
        "On new images no difference in accuracy is shown: {points:+.2f} points (95% interval: {low:+.2f} to {high:+.2f}).",
        "Con imágenes nuevas no se demuestra ninguna diferencia de exactitud: {points:+.2f} puntos (intervalo del 95\u00a0%: de {low:+.2f} a {high:+.2f}).",
    ),
    "lessons_judging.five_questions.test_loss_up": (
        "The test loss rises by {nats:.3f} (95% interval: {low:.3f} to {high:.3f}), shown.",
        "La pérdida de prueba sube {nats:.3f} (intervalo del 95\u00a0%: de {low:.3f} a {high:.3f}), demostrado.",
    ),
    "lessons_judging.five_questions.surer": (
        "It does not err more often for that, as far as is shown: it errs with more confidence.",
        "No por ello se equivoca más a menudo, que esté demostrado: se equivoca con más confianza.",
    ),
    "lessons_judging.five_questions.test_loss_down": (
        "The test loss falls: {nats:+.3f} (95% interval: {low:+.3f} to {high:+.3f}), shown.",
        "La pérdida de prueba baja: {nats:+.3f} (intervalo del 95\u00a0%: de {low:+.3f} a {high:+.3f}), demostrado.",
    ),
    "lessons_judging.five_questions.test_loss_open": (
        "For the test loss no difference is shown: {nats:+.3f} (95% interval: {low:+.3f} to {high:+.3f}).",
        "En la pérdida de prueba no se demuestra ninguna diferencia: {nats:+.3f} (intervalo del 95\u00a0%: de {low:+.3f} a {high:+.3f}).",
    ),
    "lessons_judging.five_questions.width_both": (
        "So the wider network learns more of both: more that holds for all clothes, and more by heart. The gap alone would have told only half; a wider gap is no harm where new images come out better.",
        "Así pues, la red más ancha aprende más de ambas cosas: más que vale para toda la ropa, y más de memoria. La brecha sola habría contado la mitad; que se ensanche no es malo si con imágenes nuevas se acierta más.",
    ),
    "lessons_judging.five_questions.width_heart": (
        "So what these figures show is more learning by heart: the gap grows, and that new images gain is not shown.",
        "Así pues, lo que estas cifras demuestran es que se memoriza más: la brecha crece, y no está demostrado que ganen las imágenes nuevas.",
    ),
    "lessons_judging.five_questions.width_gain": (
        "So the wider network is better on new images, and that it pays for this with a wider gap is not shown.",
        "Así pues, la red más ancha es mejor con imágenes nuevas, y no está demostrado que lo pague con una brecha mayor.",
    ),
    "lessons_judging.five_questions.width_nothing": (
        "So these figures show neither more learning by heart nor a gain on new images. If the extra units do anything, {n} pairs are too few to see it.",
        "Así pues, estas cifras no demuestran ni que se memorice más ni que se gane con imágenes nuevas. Si las unidades de más tienen algún efecto, {n} pares son pocos para verlo.",
    ),
    "lessons_judging.five_questions.epochs_both": (
        "So ten more epochs teach it more of both: more that holds for all clothes, and more by heart. Where to stop is for validation images to say.",
        "Así pues, diez épocas más le enseñan más de ambas cosas: más que vale para toda la ropa, y más de memoria. Dónde parar deben decirlo las imágenes de validación.",
    ),
    "lessons_judging.five_questions.epochs_heart": (
        "So what the second ten epochs are shown to bring is more learning by heart: the gap grows, and that new images gain is not shown. Validation images would have said so, and the best epoch could have been kept.",
        "Así pues, lo que está demostrado es que las diez épocas de más memorizan: la brecha crece, y no está demostrado que ganen las imágenes nuevas. Las imágenes de validación lo habrían dicho, y se podría haber conservado la mejor época.",
    ),
    "lessons_judging.five_questions.epochs_gain": (
        "So the network had not finished learning after ten epochs: new images come out better, and a wider gap is not shown.",
        "Así pues, a las diez épocas la red no había terminado de aprender: con imágenes nuevas acierta más, y no está demostrado que la brecha crezca.",
    ),
    "lessons_judging.five_questions.epochs_nothing": (
        "So these figures show neither more learning by heart nor a gain on new images. If ten more epochs do anything, {n} pairs are too few to see it.",
        "Así pues, estas cifras no demuestran ni que se memorice más ni que se gane con imágenes nuevas. Si diez épocas más tienen algún efecto, {n} pares son pocos para verlo.",
    ),
    "lessons_judging.five_questions.question_five": ("5. Explain the architecture", "5. Explique la arquitectura"),
    "lessons_judging.five_questions.explained": (
        "`pupila explain` does this for any network. Of this one it says, with {parameters:,} parameters in all:",
        "`pupila explain` lo hace con cualquier red. De esta, con {parameters:,} parámetros en total, dice:",
    ),
    "lessons_judging.five_questions.layers": (
        "The layers, and the sum behind the parameters of each",
        "Las capas, y la cuenta que da los parámetros de cada una",
    ),
    "lessons_judging.five_questions.layer": ("layer", "capa"),
    "lessons_judging.five_questions.line": ("written as", "se escribe"),
    "lessons_judging.five_questions.output": ("output", "salida"),
    "lessons_judging.five_questions.parameters": ("parameters", "parámetros"),
    "lessons_judging.five_questions.said": ("{text}", "{text}"),
    "lessons_judging.five_questions.layer_told": ("**{name}.** {text}", "**{name}.** {text}"),
    "lessons_judging.five_questions.code": (
        "The parameters of both widths. Four times the units are four times the parameters, or nearly.",
        "Los parámetros de ambas anchuras. Con cuatro veces más unidades hay cuatro veces más parámetros, o casi.",
    ),
    "lessons_judging.five_questions.try_explain": (
        "Explain any network in the same way: `lenet5`, a recipe, or a run of your own.",
        "Explique del mismo modo cualquier red: `lenet5`, una receta o una ejecución suya.",
    ),
    "lessons_judging.five_questions.try_wide": (
        "Question 3 on your own computer, with one seed. Its figures will lie near those above, and not on them.",
        "La pregunta 3 en su propio ordenador, con una semilla. Sus cifras caerán cerca de las de arriba, no encima.",
    ),
    "lessons_judging.five_questions.try_epochs": (
        "Question 4. The report draws both curves: see where the gap opens.",
        "La pregunta 4. El informe dibuja ambas curvas: vea dónde se abre la brecha.",
    ),
}
