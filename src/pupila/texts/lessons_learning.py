"""Sentences of the lessons on learning: softmax and cross-entropy, overfitting, augmentation and dropout."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    # Shared
    "lessons_learning.train": ("training", "entrenamiento"),
    "lessons_learning.val": ("validation", "validación"),
    "lessons_learning.epoch": ("epoch", "época"),
    # Softmax and cross-entropy
    "lessons_learning.softmax.title": ("Softmax and cross-entropy", "Softmax y entropía cruzada"),
    "lessons_learning.softmax.summary": (
        "How the last numbers of a network become probabilities, and how a loss is made of these.",
        "Cómo los últimos números de una red se convierten en probabilidades, y cómo de estas se obtiene una pérdida.",
    ),
    "lessons_learning.softmax.logits": (
        "A network for three classes ends in three numbers, one for each class. They are called **logits**. A logit may be negative, and logits do not add up to 1, so they are not probabilities yet. The largest one wins; but by how much?",
        "Una red para tres clases termina en tres números, uno por clase. Se llaman **logits**. Un logit puede ser negativo, y los logits no suman 1: todavía no son probabilidades. Gana el mayor; pero ¿por cuánto?",
    ),
    "lessons_learning.softmax.steps_heading": (
        "Three numbers become three probabilities",
        "Tres números se convierten en tres probabilidades",
    ),
    "lessons_learning.softmax.steps": (
        "**Softmax** takes two steps. First, each logit becomes a power of e = 2.718: exp({first:.1f}) = {power:.3f}. Then each power is divided by the sum of all, {total:.3f}. Here it is for the photo of a rose, in a network that knows roses, tulips and daisies, from top to bottom.",
        "**Softmax** da dos pasos. Primero, cada logit se convierte en una potencia de e = 2,718: exp({first:.1f}) = {power:.3f}. Después, cada potencia se divide entre la suma de todas, {total:.3f}. Así ocurre con la foto de una rosa en una red que conoce rosas, tulipanes y margaritas, de arriba abajo.",
    ),
    "lessons_learning.softmax.column_logits": ("logits", "logits"),
    "lessons_learning.softmax.column_powers": ("powers", "potencias"),
    "lessons_learning.softmax.column_shares": ("probabilities", "probabilidades"),
    "lessons_learning.softmax.result": (
        "The network says: rose with {rose:.1%}, tulip with {tulip:.1%}, daisy with {daisy:.1%}. Nothing is negative, and the sum is 1.",
        "La red dice: rosa, con un {rose:.1%}; tulipán, con un {tulip:.1%}; margarita, con un {daisy:.1%}. Nada es negativo, y la suma es 1.",
    ),
    "lessons_learning.softmax.why_heading": ("Why the exponential?", "¿Por qué la exponencial?"),
    "lessons_learning.softmax.why": (
        "A power of e is always positive, so every probability is too. It keeps the order: the largest logit gets the largest probability. And it turns differences into ratios: the rose is {ahead:.1f} ahead of the tulip, and so it is exp({ahead:.1f}) = {ratio:.3f} times as probable.",
        "Una potencia de e siempre es positiva, y por eso también cada probabilidad. Conserva el orden: al mayor logit le toca la mayor probabilidad. Y convierte las diferencias en razones: la rosa aventaja al tulipán en {ahead:.1f}, y por eso es exp({ahead:.1f}) = {ratio:.3f} veces más probable.",
    ),
    "lessons_learning.softmax.shift": (
        "Only differences count. Add {added} to every logit, and no probability changes. Programs make use of this: they take the largest logit away from all of them first, because a number such as exp(1000) does not fit into a computer.",
        "Solo cuentan las diferencias. Sume {added} a todos los logits y ninguna probabilidad cambiará. Los programas lo aprovechan: primero restan a todos el mayor de ellos, porque un número como exp(1000) no cabe en un ordenador.",
    ),
    "lessons_learning.softmax.loss_heading": (
        "The loss: how surprised the network is",
        "La pérdida: cuánto se sorprende la red",
    ),
    "lessons_learning.softmax.loss": (
        "Training needs one number that tells how wrong an answer is. **Cross-entropy** takes the probability p that the network gave to the true class, and charges -ln p. If the flower is a rose, that is -ln {rose:.3f} = {cheap:.3f}. If it is a daisy after all, it is -ln {daisy:.3f} = {dear:.3f}. Being sure and wrong is dear, and the price has no upper limit.",
        "El entrenamiento necesita un solo número que diga cuán equivocada es una respuesta. La **entropía cruzada** toma la probabilidad p que la red dio a la clase verdadera y cobra -ln p. Si la flor es una rosa, son -ln {rose:.3f} = {cheap:.3f}. Si al final es una margarita, son -ln {daisy:.3f} = {dear:.3f}. Equivocarse con seguridad sale caro, y el precio no tiene tope.",
    ),
    "lessons_learning.softmax.loss_title": ("What an answer costs", "Lo que cuesta una respuesta"),
    "lessons_learning.softmax.loss_alt": (
        "A curve that falls steeply from 4.6 at a probability of 1% to 2.3 at 10%, and then ever more gently to 0 at 100%.",
        "Una curva que cae bruscamente desde 4,6 con una probabilidad del 1\u00a0% hasta 2,3 con el 10\u00a0%, y luego cada vez más despacio hasta 0 con el 100\u00a0%.",
    ),
    "lessons_learning.softmax.loss_axis": ("p, in percent", "p, en %"),
    "lessons_learning.softmax.loss_mark": ("one in ten", "uno de cada diez"),
    "lessons_learning.softmax.loss_label": ("loss", "pérdida"),
    "lessons_learning.softmax.loss_caption": (
        "Each time p is halved, the loss grows by the same amount: ln 2 = {half:.3f}.",
        "Cada vez que p se reduce a la mitad, la pérdida crece lo mismo: ln 2 = {half:.3f}.",
    ),
    "lessons_learning.softmax.loss_table": (
        "The probability of the true class, and what it costs",
        "La probabilidad de la clase verdadera y lo que cuesta",
    ),
    "lessons_learning.softmax.loss_share": ("p of the true class", "p de la clase verdadera"),
    "lessons_learning.softmax.accuracy": (
        "Accuracy sees only who wins. The loss sees by how much. That is why the two may part: when wrong answers are given with more and more confidence, the loss grows though not one answer has changed.",
        "La exactitud solo mira quién gana. La pérdida mira por cuánto. Por eso pueden separarse: cuando las respuestas equivocadas se dan cada vez con más confianza, la pérdida crece aunque no haya cambiado ninguna respuesta.",
    ),
    "lessons_learning.softmax.slope": (
        "And how does the network learn from it? The slope of the loss along each logit is simply the probability, less 1 for the true class. For a rose: {rose:+.3f} for rose, {tulip:+.3f} for tulip, {daisy:+.3f} for daisy. Training goes downhill: it raises the logit of the rose and lowers the two others, each by as much as it is wrong. Where p is 1, nothing is left to push.",
        "¿Y cómo aprende de ella la red? La pendiente de la pérdida respecto de cada logit es sencillamente la probabilidad, menos 1 en la clase verdadera. Para una rosa: {rose:+.3f} en rosa, {tulip:+.3f} en tulipán, {daisy:+.3f} en margarita. El entrenamiento va cuesta abajo: sube el logit de la rosa y baja los otros dos, cada uno en la medida de su error. Donde p vale 1, ya no queda nada que empujar.",
    ),
    "lessons_learning.softmax.start_heading": ("Before training: ln 10 = 2.303", "Antes de entrenar: ln 10 = 2,303"),
    "lessons_learning.softmax.start": (
        "A network with random weights knows nothing. Of ten classes it gives each about a tenth, and -ln(1/10) = ln 10 = {expected:.3f}. We have just drawn the weights of LeNet-5 {seeds} times and shown it {images:,} handwritten digits, without any training.",
        "Una red con pesos al azar no sabe nada. De diez clases, da a cada una más o menos un décimo, y -ln(1/10) = ln 10 = {expected:.3f}. Acabamos de sortear {seeds} veces los pesos de LeNet-5 y de mostrarle {images:,} dígitos manuscritos, sin entrenamiento alguno.",
    ),
    "lessons_learning.softmax.start_table": (
        "LeNet-5 before training, on {images:,} digits",
        "LeNet-5 antes de entrenar, con {images:,} dígitos",
    ),
    "lessons_learning.softmax.seed": ("seed", "semilla"),
    "lessons_learning.softmax.accuracy_label": ("accuracy", "exactitud"),
    "lessons_learning.softmax.start_mean": (
        "The mean loss is {mean:.3f}. It lies a little above {expected:.3f}, because random weights already prefer some class or other, for no reason. The accuracy is a matter of luck: on average such a network gives one and the same answer to more than half of the digits.",
        "La pérdida media es {mean:.3f}. Queda algo por encima de {expected:.3f}, porque unos pesos al azar ya prefieren una u otra clase, sin motivo. La exactitud es cuestión de suerte: en promedio, una red así da una misma respuesta a más de la mitad de los dígitos.",
    ),
    "lessons_learning.softmax.start_honest": (
        "Remember this number: it is a test of honesty. A training that claims to start from nothing must start at about the logarithm of the number of classes. One that starts far lower has been trained before. In one of the course notebooks the second network took over the weights of the first; its first loss would have told.",
        "Recuerde este número: es una prueba de honradez. Un entrenamiento que dice empezar de cero tiene que empezar cerca del logaritmo del número de clases. El que empieza mucho más abajo ya estaba entrenado. En uno de los cuadernos del curso, la segunda red heredó los pesos de la primera; su primera pérdida lo habría delatado.",
    ),
    "lessons_learning.softmax.temperature_heading": (
        "Temperature: the same order, another certainty",
        "Temperatura: el mismo orden, otra seguridad",
    ),
    "lessons_learning.softmax.temperature": (
        "Divide all logits by a number T before softmax: that is the **temperature**. A T of 1 changes nothing. A large T levels the probabilities, a small one leaves almost everything to the winner.",
        "Divida todos los logits entre un número T antes de softmax: esa es la **temperatura**. Con T igual a 1 nada cambia. Una T grande nivela las probabilidades; una pequeña se lo deja casi todo a la ganadora.",
    ),
    "lessons_learning.softmax.temperature_title": (
        "The same three logits at rising temperature",
        "Los mismos tres logits a temperatura creciente",
    ),
    "lessons_learning.softmax.temperature_alt": (
        "Three lines that begin at 66, 24 and 10% and draw close to a third each, without ever crossing.",
        "Tres líneas que parten del 66, el 24 y el 10\u00a0% y se acercan a un tercio cada una, sin cruzarse nunca.",
    ),
    "lessons_learning.softmax.temperature_axis": ("T", "T"),
    "lessons_learning.softmax.rose": ("rose", "rosa"),
    "lessons_learning.softmax.tulip": ("tulip", "tulipán"),
    "lessons_learning.softmax.daisy": ("daisy", "margarita"),
    "lessons_learning.softmax.temperature_table": (
        "The probabilities at five temperatures",
        "Las probabilidades a cinco temperaturas",
    ),
    "lessons_learning.softmax.temperature_use": (
        "The winner is the same at every temperature, so the accuracy does not change; only the confidence does. This is of use: where a network is too sure of itself, a single T, fitted on validation images, can bring its confidence down to what it deserves.",
        "A cualquier temperatura gana la misma clase, así que la exactitud no cambia; solo cambia la confianza. Y eso es útil: si una red está demasiado segura de sí misma, una sola T, ajustada con imágenes de validación, puede rebajar su confianza a la que merece.",
    ),
    "lessons_learning.softmax.code": (
        "The same sum in NumPy. Change a logit and run it again.",
        "La misma cuenta en NumPy. Cambie un logit y vuelva a ejecutarla.",
    ),
    "lessons_learning.softmax.try": (
        "With steps as small as these nothing is learned. Look for the loss under `test`: it is still close to {expected:.3f}.",
        "Con pasos tan pequeños no se aprende nada. Busque la pérdida (`loss`) en `test`: sigue cerca de {expected:.3f}.",
    ),
    # Overfitting
    "lessons_learning.overfitting.title": ("Overfitting", "El sobreajuste"),
    "lessons_learning.overfitting.summary": (
        "How a network learns by heart, how its curves show it, and what helps.",
        "Cómo una red aprende de memoria, cómo se nota en sus curvas y qué ayuda.",
    ),
    "lessons_learning.overfitting.idea": (
        "We do not want a network to remember its training images. We want it to be right on images that it has never seen. A network **overfits** when it learns what is peculiar to its training images: that makes it better on them, and no better elsewhere.",
        "No queremos que una red recuerde sus imágenes de entrenamiento. Queremos que acierte con imágenes que nunca ha visto. Una red se **sobreajusta** cuando aprende lo que es peculiar de sus imágenes de entrenamiento: con ellas mejora, y con las demás no.",
    ),
    "lessons_learning.overfitting.setting": (
        "To watch it at work, we make it easy. The network gets only {images} handwritten digits, and of {wrong} of them we tell it a false label on purpose. It has {parameters:,} parameters, far more than there are images to learn. Another {held_out:,} digits, with true labels, are held out for validation: from them it learns nothing.",
        "Para verlo en acción, lo ponemos fácil. La red recibe solo {images} dígitos manuscritos, y de {wrong} de ellos le damos a propósito una etiqueta falsa. Tiene {parameters:,} parámetros, muchos más que imágenes hay que aprender. Otros {held_out:,} dígitos, con etiquetas verdaderas, se reservan para validar: de ellos no aprende nada.",
    ),
    "lessons_learning.overfitting.picture": (
        "The {wrong} digits with a false label. Under each: what it is > what the network is told.",
        "Los {wrong} dígitos con una etiqueta falsa. Debajo de cada uno: lo que es > lo que se le dice a la red.",
    ),
    "lessons_learning.overfitting.picture_alt": (
        "{wrong} small grey digits of 8x8 pixels, each with two different numbers under it.",
        "{wrong} dígitos pequeños en gris, de 8x8 píxeles, cada uno con dos números distintos debajo.",
    ),
    "lessons_learning.overfitting.curves_heading": ("What the curves show", "Lo que muestran las curvas"),
    "lessons_learning.overfitting.curves": (
        "The network was trained just now, for {epochs} epochs. After each one it was measured twice: on the images it learns from, with the labels it was told, and on those held out.",
        "La red se acaba de entrenar, durante {epochs} épocas. Después de cada una se midió dos veces: con las imágenes de las que aprende, según las etiquetas que se le dieron, y con las reservadas.",
    ),
    "lessons_learning.overfitting.accuracy_title": ("Accuracy by epoch", "Exactitud por época"),
    "lessons_learning.overfitting.accuracy_alt": (
        "The training curve climbs to the top. The validation curve climbs at first, then stays behind.",
        "La curva de entrenamiento sube hasta arriba. La de validación sube al principio y luego se queda atrás.",
    ),
    "lessons_learning.overfitting.accuracy_mark": ("the gap opens", "se abre la brecha"),
    "lessons_learning.overfitting.accuracy_caption": (
        "At the end it gives the label it was told for {train:.1%} of its training images, the false labels included; of the others it gets {held_out:.1%} right.",
        "Al final da la etiqueta que se le dijo en el {train:.1%} de sus imágenes de entrenamiento, incluidas las falsas; con las demás acierta en el {held_out:.1%}.",
    ),
    "lessons_learning.overfitting.loss_title": ("Loss by epoch", "Pérdida por época"),
    "lessons_learning.overfitting.loss_alt": (
        "The training loss falls towards zero. The validation loss falls, reaches its lowest point and rises again.",
        "La pérdida de entrenamiento cae hacia cero. La de validación baja, llega a su mínimo y vuelve a subir.",
    ),
    "lessons_learning.overfitting.loss_mark": ("lowest loss", "pérdida mínima"),
    "lessons_learning.overfitting.loss_caption": (
        "The loss tells it first. From epoch {best} on the network grows ever surer of its own images and, on the whole, worse on new ones.",
        "La pérdida es la primera en decirlo. Desde la época {best}, la red está cada vez más segura con sus imágenes y, en conjunto, empeora con las nuevas.",
    ),
    "lessons_learning.overfitting.rules_heading": (
        "What Pupila says of these curves",
        "Lo que Pupila dice de estas curvas",
    ),
    "lessons_learning.overfitting.rules": (
        "Every report reads the curves by fixed rules. The gap counts as open where training is {open:.0f} points ahead. It is overfitting where training ends {large:.0f} points ahead, by more than chance explains, or where the validation loss rises by {rise:.0%} above its lowest point, by more than it trembles anyway. Of this training the rules say:",
        "Cada informe interpreta las curvas con reglas fijas. La brecha se da por abierta cuando el entrenamiento lleva {open:.0f} puntos de ventaja. Hay sobreajuste cuando termina con {large:.0f} puntos de ventaja, más de lo que explica el azar, o cuando la pérdida de validación sube un {rise:.0%} sobre su mínimo, más de lo que oscila de por sí. De este entrenamiento dicen:",
    ),
    "lessons_learning.overfitting.advice": (
        "What to try next, the likeliest first:",
        "Qué probar ahora, empezando por lo más prometedor:",
    ),
    "lessons_learning.overfitting.try_next": ("{place}. {advice}", "{place}. {advice}"),
    "lessons_learning.overfitting.no_test": (
        "Note what is missing here: the test images. They have no say in any of this. The lesson on test sets tells why.",
        "Fíjese en lo que aquí falta: las imágenes de prueba. No tienen ni voz ni voto en nada de esto. La lección sobre el conjunto de prueba explica por qué.",
    ),
    "lessons_learning.overfitting.memory_heading": ("Caught learning by heart", "Sorprendida aprendiendo de memoria"),
    "lessons_learning.overfitting.memory": (
        "What does the network answer for the {wrong} digits with a false label? At epoch {best}, where the validation loss was lowest, it named the true class of {true_then} and the false label of {told_then}. At epoch {epochs} it names the true class of {true_now} and the false label of {told_now}.",
        "¿Qué responde la red ante los {wrong} dígitos con etiqueta falsa? En la época {best}, la de menor pérdida de validación, daba la clase verdadera de {true_then} y la etiqueta falsa de {told_then}. En la época {epochs} da la clase verdadera de {true_now} y la etiqueta falsa de {told_now}.",
    ),
    "lessons_learning.overfitting.memory_title": (
        "Answers for the {wrong} digits with a false label",
        "Respuestas ante los {wrong} dígitos con etiqueta falsa",
    ),
    "lessons_learning.overfitting.memory_alt": (
        "The share of false labels that the network repeats: from {told_then} of {wrong} at epoch {best} to {told_now} at the end. The share of true classes it names: from {true_then} to {true_now}.",
        "La proporción de etiquetas falsas que la red repite: de {told_then} de {wrong} en la época {best} a {told_now} al final. La de clases verdaderas que nombra: de {true_then} a {true_now}.",
    ),
    "lessons_learning.overfitting.as_told": ("as told", "la falsa"),
    "lessons_learning.overfitting.as_true": ("as it is", "la verdadera"),
    "lessons_learning.overfitting.memory_end": (
        "First it learns what digits have in common, and contradicts the false labels, rightly. Then it learns the exceptions by heart, one by one. That is all there is to overfitting: the network is not stupid, it does exactly what it is asked to do.",
        "Primero aprende lo que los dígitos tienen en común, y contradice las etiquetas falsas, con razón. Después se aprende las excepciones de memoria, una por una. El sobreajuste no es más que eso: la red no es tonta, hace exactamente lo que se le pide.",
    ),
    "lessons_learning.overfitting.cure_heading": (
        "The surest cure: more images",
        "El remedio más seguro: más imágenes",
    ),
    "lessons_learning.overfitting.cure": (
        "Now the same network with true labels only. Each time it learns for {steps} steps, from more and more images, and is judged by {held_out:,} others. Everything is done {seeds} times, with other images and other first weights.",
        "Ahora, la misma red solo con etiquetas verdaderas. Cada vez aprende durante {steps} pasos, de más y más imágenes, y se juzga con otras {held_out:,}. Todo se hace {seeds} veces, con otras imágenes y otros pesos iniciales.",
    ),
    "lessons_learning.overfitting.images": ("images", "imágenes"),
    "lessons_learning.overfitting.points": ("gap, in points", "brecha, en puntos"),
    "lessons_learning.overfitting.cure_title": (
        "Accuracy by number of training images",
        "Exactitud según el número de imágenes de entrenamiento",
    ),
    "lessons_learning.overfitting.cure_alt": (
        "The training line stays at the top, the validation line climbs towards it: the gap is {wide:.1f} points with {few} images and {narrow:.1f} with {many}.",
        "La línea de entrenamiento sigue arriba y la de validación sube hacia ella: la brecha es de {wide:.1f} puntos con {few} imágenes y de {narrow:.1f} con {many}.",
    ),
    "lessons_learning.overfitting.cure_caption": (
        "Lines: the mean of {seeds} seeds. Shade: from the lowest to the highest.",
        "Líneas: la media de {seeds} semillas. Sombra: de la menor a la mayor.",
    ),
    "lessons_learning.overfitting.cure_table": ("Means over {seeds} seeds", "Medias de {seeds} semillas"),
    "lessons_learning.overfitting.cure_end": (
        "With {few} images the gap is {wide:.1f} points, with {many} it is {narrow:.1f}. The network is the same; it simply has less room for learning by heart when there is more to learn. Where more images cannot be had, there are three ways out: make some out of those you have (the next lesson), keep the best epoch, or take a smaller network.",
        "Con {few} imágenes la brecha es de {wide:.1f} puntos; con {many}, de {narrow:.1f}. La red es la misma; simplemente le queda menos sitio para memorizar cuando hay más que aprender. Si no se pueden conseguir más imágenes, quedan tres salidas: fabricar algunas con las que se tienen (la lección siguiente), conservar la mejor época o usar una red más pequeña.",
    ),
    "lessons_learning.overfitting.code": (
        "Overfitting needs no network. Here a curve is laid through ten points. Of degree 9 it passes through all of them, and is lost between them.",
        "El sobreajuste no necesita una red. Aquí se traza una curva por diez puntos. La de grado 9 pasa por todos, y entre ellos se pierde.",
    ),
    "lessons_learning.overfitting.try": (
        "A fifth of these labels is false. Open the report that the last line names, and read its diagnosis.",
        "Una quinta parte de estas etiquetas es falsa. Abra el informe que nombra la última línea y lea su diagnóstico.",
    ),
    # Augmentation and dropout
    "lessons_learning.augmentation.title": ("Augmentation and dropout", "Aumento de datos y dropout"),
    "lessons_learning.augmentation.summary": (
        "Two ways to keep a network from learning by heart, and how to find out fairly whether they help.",
        "Dos maneras de impedir que una red aprenda de memoria, y cómo averiguar con justicia si ayudan.",
    ),
    "lessons_learning.augmentation.idea": (
        "A flower stays a flower when the camera is tilted, moved, or held up to a mirror. **Augmentation** tells the network so: each time it sees a training image, the image has been changed a little at random. There are no new flowers in it, but there is less to learn by heart.",
        "Una flor sigue siendo una flor aunque la cámara se incline, se desplace o se ponga ante un espejo. El **aumento de datos** se lo enseña a la red: cada vez que ve una imagen de entrenamiento, la imagen ha cambiado un poco al azar. No hay flores nuevas, pero sí menos que aprender de memoria.",
    ),
    "lessons_learning.augmentation.versions": (
        "A photo (framed) and nine versions of it: {lines}.",
        "Una foto (con marco) y nueve versiones de ella: {lines}.",
    ),
    "lessons_learning.augmentation.versions_alt": (
        "Ten small photos of the same flower, turned, moved and mirrored by different amounts.",
        "Diez fotos pequeñas de la misma flor, giradas, desplazadas y reflejadas en distinta medida.",
    ),
    "lessons_learning.augmentation.fresh": (
        "The dice roll anew in every epoch, and only for training images. Validation and test images stay as they are: what is measured must not change from one measurement to the next.",
        "Los dados se tiran de nuevo en cada época, y solo para las imágenes de entrenamiento. Las de validación y de prueba se quedan como están: lo que se mide no debe cambiar de una medición a otra.",
    ),
    "lessons_learning.augmentation.flipped": (
        "Digits and their mirror images (framed). What class would you give those?",
        "Dígitos y sus reflejos (con marco). ¿Qué clase les daría usted?",
    ),
    "lessons_learning.augmentation.flipped_alt": (
        "A handwritten 2, 3 and 7, each followed by its mirror image.",
        "Un 2, un 3 y un 7 manuscritos, cada uno seguido de su reflejo.",
    ),
    "lessons_learning.augmentation.sense": (
        "One condition: the change must leave the class as it is. A mirrored flower is a flower; a mirrored 3 is no digit at all, and a 6 turned upside down is a 9. Which changes make sense is a question about your images, and only you can answer it.",
        "Una condición: el cambio tiene que dejar la clase como está. Una flor reflejada es una flor; un 3 reflejado no es ningún dígito, y un 6 cabeza abajo es un 9. Qué cambios tienen sentido es una pregunta sobre sus imágenes, y solo usted puede responderla.",
    ),
    "lessons_learning.augmentation.dropout_heading": ("What dropout does", "Qué hace dropout"),
    "lessons_learning.augmentation.dropout": (
        "**Dropout** works inside the network. With a rate of {rate:.0%} it sets a quarter of the values of a layer to zero, others at every step, and multiplies the rest by 1 / (1 - {rate:.2f}) = {factor:.3f}, so that the sum stays the same on average. Here is what happened to the values of a hidden layer just now.",
        "**Dropout** actúa dentro de la red. Con una tasa del {rate:.0%} pone a cero la cuarta parte de los valores de una capa, otros en cada paso, y multiplica los demás por 1 / (1 - {rate:.2f}) = {factor:.3f}, para que la suma se mantenga en promedio. Esto acaba de ocurrir con los valores de una capa oculta.",
    ),
    "lessons_learning.augmentation.dropout_table": (
        "Dropout with a rate of {rate:.0%}, measured on 100 digits",
        "Dropout con una tasa del {rate:.0%}, medido con 100 dígitos",
    ),
    "lessons_learning.augmentation.measured": ("measured", "medido"),
    "lessons_learning.augmentation.value": ("value", "valor"),
    "lessons_learning.augmentation.alive": ("values that were not zero", "valores que no eran cero"),
    "lessons_learning.augmentation.zeroed": ("of these, set to zero", "de ellos, puestos a cero"),
    "lessons_learning.augmentation.factor": ("factor of the others", "factor de los demás"),
    "lessons_learning.augmentation.before": ("mean before", "media antes"),
    "lessons_learning.augmentation.after": ("mean after", "media después"),
    "lessons_learning.augmentation.evaluation": ("in evaluation", "en la evaluación"),
    "lessons_learning.augmentation.unchanged": ("nothing changes", "nada cambia"),
    "lessons_learning.augmentation.changed": ("values change", "los valores cambian"),
    "lessons_learning.augmentation.dropout_why": (
        "Why should that help? No unit can rely on one particular other unit, for it may be missing at the next step. So the network must spread what it knows, and learning one image by heart becomes hard.",
        "¿Por qué habría de ayudar? Ninguna unidad puede confiar en otra en particular, porque en el paso siguiente puede faltar. Así, la red tiene que repartir lo que sabe, y aprenderse una imagen de memoria se vuelve difícil.",
    ),
    "lessons_learning.augmentation.dropout_off": (
        "When the network is judged, dropout is off. That is why accuracy measured during training lies too low, and why validation may look better than training. Pupila measures the training images again after each epoch, without dropout and augmentation: only that can be compared.",
        "Cuando se juzga la red, dropout está apagado. Por eso la exactitud medida durante el entrenamiento queda demasiado baja, y la validación puede parecer mejor que el entrenamiento. Pupila vuelve a medir las imágenes de entrenamiento después de cada época, sin dropout ni aumento de datos: solo eso se puede comparar.",
    ),
    "lessons_learning.augmentation.experiment_heading": (
        "But does it help? An experiment",
        "Pero ¿ayuda? Un experimento",
    ),
    "lessons_learning.augmentation.experiment": (
        "A small network learns {images} digits, four times: as they are, shifted by up to 12%, mirrored by the toss of a coin, and as they are but with dropout. Each is judged by {held_out:,} other digits. And all of it is done with {seeds} seeds, because one training is one roll of the dice.",
        "Una red pequeña aprende {images} dígitos, cuatro veces: tal como son, desplazados hasta un 12\u00a0%, reflejados a cara o cruz, y tal como son pero con dropout. Cada una se juzga con otros {held_out:,} dígitos. Y todo se hace con {seeds} semillas, porque un entrenamiento es una sola tirada de dados.",
    ),
    "lessons_learning.augmentation.paired": (
        "The comparison is **paired**: for one seed, all four learn from the same images, start from the same weights and see the images in the same order. Only one thing differs. So we may subtract within each row, and luck that both shared drops out.",
        "La comparación es **pareada**: con una misma semilla, las cuatro aprenden de las mismas imágenes, parten de los mismos pesos y ven las imágenes en el mismo orden. Solo cambia una cosa. Por eso podemos restar dentro de cada fila, y la suerte que comparten desaparece.",
    ),
    "lessons_learning.augmentation.plot_title": (
        "Gain over the plain network, in points, pair by pair",
        "Ventaja sobre la red sin cambios, en puntos, par por par",
    ),
    "lessons_learning.augmentation.plot_alt": (
        "Three lines over eight seeds. On average shifting brings {shifted:+.1f} points, mirroring {mirrored:+.1f}, dropout {dropped:+.1f}.",
        "Tres líneas sobre ocho semillas. En promedio, desplazar aporta {shifted:+.1f} puntos; reflejar, {mirrored:+.1f}; dropout, {dropped:+.1f}.",
    ),
    "lessons_learning.augmentation.plot_caption": (
        "Above zero the change helped in that pair, below it did harm. The seeds have no order; the lines only lead the eye.",
        "Por encima de cero, el cambio ayudó en ese par; por debajo, perjudicó. Las semillas no tienen orden; las líneas solo guían la vista.",
    ),
    "lessons_learning.augmentation.seed": ("seed", "semilla"),
    "lessons_learning.augmentation.plain": ("plain", "sin cambios"),
    "lessons_learning.augmentation.shifted": ("shifted", "desplazados"),
    "lessons_learning.augmentation.mirrored": ("mirrored", "reflejados"),
    "lessons_learning.augmentation.dropped": ("dropout", "dropout"),
    "lessons_learning.augmentation.mean": ("mean", "media"),
    "lessons_learning.augmentation.table": (
        "Accuracy of the plain network on the held-out digits, and what each change adds to it, in points",
        "Exactitud de la red sin cambios con los dígitos reservados, y lo que le añade cada cambio, en puntos",
    ),
    "lessons_learning.augmentation.rule": (
        "How is this to be read? From the gains of the pairs follows a 95% interval for the true gain. Where it leaves out zero, we call the gain shown. Where zero lies inside, chance may have done it all, and we say so.",
        "¿Cómo se lee esto? De las ventajas de los pares se obtiene un intervalo del 95\u00a0% para la ventaja verdadera. Si deja fuera el cero, la damos por demostrada. Si el cero está dentro, puede haber sido todo azar, y así lo decimos.",
    ),
    "lessons_learning.augmentation.name_shifted": ("Shifting the digits", "Desplazar los dígitos"),
    "lessons_learning.augmentation.name_mirrored": ("Mirroring the digits", "Reflejar los dígitos"),
    "lessons_learning.augmentation.name_dropped": ("Dropout", "Dropout"),
    "lessons_learning.augmentation.helps": (
        "**{arm}: shown to help here.** {mean:+.1f} points (95% interval: {low:+.1f} to {high:+.1f}; standard deviation {spread:.1f}; n\u00a0=\u00a0{n} pairs).",
        "**{arm}: aquí ayuda, demostrado.** {mean:+.1f} puntos (intervalo del 95\u00a0%: de {low:+.1f} a {high:+.1f}; desviación típica {spread:.1f}; n\u00a0=\u00a0{n} pares).",
    ),
    "lessons_learning.augmentation.harms": (
        "**{arm}: shown to do harm here.** {mean:+.1f} points (95% interval: {low:+.1f} to {high:+.1f}; standard deviation {spread:.1f}; n\u00a0=\u00a0{n} pairs).",
        "**{arm}: aquí perjudica, demostrado.** {mean:+.1f} puntos (intervalo del 95\u00a0%: de {low:+.1f} a {high:+.1f}; desviación típica {spread:.1f}; n\u00a0=\u00a0{n} pares).",
    ),
    "lessons_learning.augmentation.not_shown": (
        "**{arm}: not shown.** {mean:+.1f} points (95% interval: {low:+.1f} to {high:+.1f}; standard deviation {spread:.1f}; n\u00a0=\u00a0{n} pairs). The difference is no larger than its own uncertainty. This does not say that there is no effect; it says that {n} pairs do not tell.",
        "**{arm}: no demostrado.** {mean:+.1f} puntos (intervalo del 95\u00a0%: de {low:+.1f} a {high:+.1f}; desviación típica {spread:.1f}; n\u00a0=\u00a0{n} pares). La diferencia no supera su propia incertidumbre. Esto no dice que no haya efecto; dice que {n} pares no bastan para saberlo.",
    ),
    "lessons_learning.augmentation.one_seed": (
        "Look at the column of dropout. Of {n} people who had trained just once, {up} would report that it helps and {down} that it does harm, from {worst:+.1f} to {best:+.1f} points. Each would have figures to show, and none would know.",
        "Mire la columna de dropout. De {n} personas que hubieran entrenado una sola vez, {up} dirían que ayuda y {down} que perjudica, entre {worst:+.1f} y {best:+.1f} puntos. Todas tendrían cifras que enseñar, y ninguna lo sabría.",
    ),
    "lessons_learning.augmentation.notebook_heading": (
        "How a notebook came to a wrong conclusion",
        "Cómo un cuaderno llegó a una conclusión equivocada",
    ),
    "lessons_learning.augmentation.notebook": (
        "One of the course notebooks trains a network on CIFAR-10 without and with augmentation, once each. It finds {plain:.2%} and {changed:.2%}, and concludes that augmentation does not help. We ran that notebook again as it stands, twice:",
        "Uno de los cuadernos del curso entrena una red con CIFAR-10 sin y con aumento de datos, una vez cada una. Obtiene un {plain:.2%} y un {changed:.2%}, y concluye que el aumento de datos no ayuda. Volvimos a ejecutar ese cuaderno tal como está, dos veces:",
    ),
    "lessons_learning.augmentation.notebook_table": (
        "The notebook's test accuracy, one training each (n = 10,000 images)",
        "Exactitud de prueba del cuaderno, un entrenamiento cada una (n = 10.000 imágenes)",
    ),
    "lessons_learning.augmentation.run": ("run", "ejecución"),
    "lessons_learning.augmentation.without": ("without", "sin"),
    "lessons_learning.augmentation.with": ("with", "con"),
    "lessons_learning.augmentation.gain": ("difference, points", "diferencia, puntos"),
    "lessons_learning.augmentation.reported": ("as reported", "la publicada"),
    "lessons_learning.augmentation.rerun_one": ("first rerun", "primera repetición"),
    "lessons_learning.augmentation.rerun_two": ("second rerun", "segunda repetición"),
    "lessons_learning.augmentation.notebook_spread": (
        "The same experiment says anything from {low:+.1f} to {high:+.1f} points. A conclusion drawn from one line of this table has no support.",
        "El mismo experimento dice cualquier cosa entre {low:+.1f} y {high:+.1f} puntos. Una conclusión sacada de una sola línea de esta tabla no se sostiene.",
    ),
    "lessons_learning.augmentation.notebook_faults": (
        "Chance is not its only fault. The second network went on from the weights of the first, which had been saved too late. Its generator of images ran dry, so that every second epoch had one batch only. And the test images served as validation images. The two figures show nothing of all this; the method is part of the result.",
        "El azar no es su único fallo. La segunda red siguió a partir de los pesos de la primera, que se habían guardado demasiado tarde. Su generador de imágenes se agotaba, de modo que una de cada dos épocas tuvo un solo lote. Y las imágenes de prueba hicieron de imágenes de validación. Nada de esto se ve en las dos cifras; el método es parte del resultado.",
    ),
    "lessons_learning.augmentation.notebook_end": (
        "So does augmentation help on CIFAR-10? From these figures nobody can know. Not even we: to say it, one would have to measure it as above, in pairs.",
        "Entonces, ¿ayuda el aumento de datos con CIFAR-10? Con estas cifras nadie puede saberlo. Nosotros tampoco: para decirlo habría que medirlo como arriba, por pares.",
    ),
    "lessons_learning.augmentation.code": (
        "Dropout in three lines: throw, keep, make up for it.",
        "Dropout en tres líneas: tirar los dados, conservar y compensar.",
    ),
    "lessons_learning.augmentation.try": (
        "Two pictures are written: a grid of images, and versions of one of them as training would see them. Change the amounts, and stop where you no longer recognise the shape yourself.",
        "Se escriben dos imágenes: una cuadrícula, y versiones de una de sus imágenes tal como las vería el entrenamiento. Cambie las cantidades, y deténgase donde ni usted reconozca ya la figura.",
    ),
}
