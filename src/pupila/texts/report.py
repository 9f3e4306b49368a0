"""Sentences and labels of the report."""

TEXTS: dict[str, tuple[str, str]] = {
    # Errors
    "report.language": (
        "There is no report in '{got}'. Valid: {valid}.",
        "No hay informe en '{got}'. Válidos: {valid}.",
    ),
    # Summary
    "report.no_figures": (
        "There are no figures yet on images that the network has not learned from.",
        "Todavía no hay cifras sobre imágenes con las que la red no haya aprendido.",
    ),
    "report.accuracy.test": (
        "The classifier gets {value:.1%} of {n:,} test images right (95% interval: {low:.1%} to {high:.1%}).",
        "El clasificador acierta en el {value:.1%} de {n:,} imágenes de prueba "
        "(intervalo del 95\u00a0%: del {low:.1%} al {high:.1%}).",
    ),
    "report.accuracy.val": (
        "The classifier gets {value:.1%} of {n:,} validation images right (95% interval: {low:.1%} to {high:.1%}).",
        "El clasificador acierta en el {value:.1%} de {n:,} imágenes de validación "
        "(intervalo del 95\u00a0%: del {low:.1%} al {high:.1%}).",
    ),
    "report.baseline.above": (
        "Always answering with the most frequent class would get {value:.1%} right, so it has learned something.",
        "Responder siempre con la clase más frecuente acertaría en el {value:.1%}, así que algo ha aprendido.",
    ),
    "report.baseline.same": (
        "Always answering with the most frequent class would get {value:.1%} right, which lies within the interval: "
        "these figures do not show that it has learned anything.",
        "Responder siempre con la clase más frecuente acertaría en el {value:.1%}, valor que está dentro del intervalo: "
        "estas cifras no demuestran que haya aprendido algo.",
    ),
    "report.baseline.below": (
        "Always answering with the most frequent class would get {value:.1%} right, which is more: something is wrong "
        "with the training or the data.",
        "Responder siempre con la clase más frecuente acertaría en el {value:.1%}, que es más: algo falla en el "
        "entrenamiento o en los datos.",
    ),
    "report.few_examples": (
        "With so few images the interval is wide; a larger set would tell more.",
        "Con tan pocas imágenes el intervalo es amplio; un conjunto mayor diría más.",
    ),
    "report.no_test": (
        "No test images were set aside, so figures and errors come from the validation images.",
        "No se reservaron imágenes de prueba, así que las cifras y los errores proceden de las imágenes de validación.",
    ),
    "report.no_test.chose": (
        "No test images were set aside, so figures and errors come from the validation images. These also chose the "
        "epoch, which makes the figures a little flattering.",
        "No se reservaron imágenes de prueba, así que las cifras y los errores proceden de las imágenes de validación. "
        "Como también sirvieron para elegir la época, las cifras resultan algo favorables.",
    ),
    "report.test_reads.one": (
        "The test images were read once, after every choice had been made.",
        "Las imágenes de prueba se leyeron una sola vez, después de tomar todas las decisiones.",
    ),
    "report.test_reads.many": (
        "The test images have been read {reads} times; every reading that leads to a change makes the figure less "
        "trustworthy.",
        "Las imágenes de prueba se han leído {reads} veces; cada lectura que lleva a un cambio resta crédito a la cifra.",
    ),
    "report.chosen.loss": (
        "Epoch {epoch} of {epochs} was kept, because its validation loss was the lowest; the test images had no say.",
        "Se conservó la época {epoch} de {epochs}, por tener la menor pérdida de validación; las imágenes de prueba no "
        "intervinieron.",
    ),
    "report.chosen.accuracy": (
        "Epoch {epoch} of {epochs} was kept, because its validation accuracy was the highest; the test images had no "
        "say.",
        "Se conservó la época {epoch} de {epochs}, por tener la mayor exactitud de validación; las imágenes de prueba "
        "no intervinieron.",
    ),
    "report.chosen.last": (
        "The last epoch, number {epoch}, was kept as it came: nothing was chosen among the {epochs}.",
        "Se conservó la última época, la {epoch}, tal como quedó: no se eligió nada entre las {epochs}.",
    ),
    "report.gap.figures": (
        "At that epoch it gets {train:.1%} of the training images right and {val:.1%} of the validation images, "
        "{points:.1f} points apart.",
        "En esa época acierta en el {train:.1%} de las imágenes de entrenamiento y en el {val:.1%} de las de "
        "validación, a {points:.1f} puntos de distancia.",
    ),
    "report.gap.chance": (
        "Chance alone could explain that.",
        "El azar basta para explicarlo.",
    ),
    "report.gap.negative": (
        "It does better on images it did not learn from, which is unusual: check that both sets hold comparable images.",
        "Lo hace mejor con imágenes que no le sirvieron para aprender, algo poco habitual: compruebe que ambos "
        "conjuntos sean comparables.",
    ),
    "report.calibration.good": (
        "Its confidence can be taken at its word: on average it is {points:.1f} points from the truth.",
        "Su confianza merece crédito: de media se aparta {points:.1f} puntos de la realidad.",
    ),
    "report.calibration.chance": (
        "Its confidence is {points:.1f} points off on average, which so few images could show by chance alone.",
        "Su confianza se desvía {points:.1f} puntos de media, algo que con tan pocas imágenes puede deberse al azar.",
    ),
    "report.calibration.over": (
        "It is too sure of itself: its mean confidence is {confidence:.1%}, while {accuracy:.1%} of its answers are "
        "right. On average its confidence is {points:.1f} points off.",
        "Está demasiado seguro de sí mismo: su confianza media es del {confidence:.1%}, pero acierta en el "
        "{accuracy:.1%} de sus respuestas. De media, su confianza se desvía {points:.1f} puntos.",
    ),
    "report.calibration.under": (
        "It is too modest: its mean confidence is {confidence:.1%}, while {accuracy:.1%} of its answers are right. "
        "On average its confidence is {points:.1f} points off.",
        "Es demasiado prudente: su confianza media es del {confidence:.1%}, pero acierta en el {accuracy:.1%} de sus "
        "respuestas. De media, su confianza se desvía {points:.1f} puntos.",
    ),
    "report.calibration.mixed": (
        "Its confidence is {points:.1f} points off on average, so read it with care.",
        "Su confianza se desvía {points:.1f} puntos de media, así que conviene leerla con cautela.",
    ),
    "report.calibration.interval": (
        "The 95% interval of these points is {low:.1f} to {high:.1f} (n\u00a0=\u00a0{n:,}).",
        "El intervalo del 95\u00a0% de esos puntos va de {low:.1f} a {high:.1f} (n\u00a0=\u00a0{n:,}).",
    ),
    # Fitting
    "report.fit.head": ("Diagnosis", "Diagnóstico"),
    "report.fit.source": (
        "Read from the training and validation images alone; the test images have no say in what to try next.",
        "Leído solo de las imágenes de entrenamiento y de validación; las de prueba no intervienen en qué probar "
        "después.",
    ),
    "report.try.head": ("What to try", "Qué probar"),
    # Errors of the classifier
    "report.pair": (
        "{first} was taken for {second} {forward}, {second} for {first} {backward}.",
        "{first} se confundió con {second} {forward}; {second} con {first}, {backward}.",
    ),
    "report.never": ("never", "nunca"),
    "report.once": ("once", "una vez"),
    "report.times": ("{count:,} times", "{count:,} veces"),
    "report.best_and_worst": (
        "{best} is recognised best: {high:.1%} of its {best_n:,} images (95% interval: {best_low:.1%} to "
        "{best_high:.1%}). {worst} is recognised worst: {low:.1%} of {worst_n:,} ({worst_low:.1%} to {worst_high:.1%}).",
        "La clase mejor reconocida es {best}: el {high:.1%} de sus {best_n:,} imágenes (intervalo del 95\u00a0%: del "
        "{best_low:.1%} al {best_high:.1%}). La peor es {worst}: el {low:.1%} de {worst_n:,} (del {worst_low:.1%} al "
        "{worst_high:.1%}).",
    ),
    "report.classes_equal": (
        "Every class is recognised equally well ({value:.1%}).",
        "Todas las clases se reconocen igual de bien ({value:.1%}).",
    ),
    "report.no_errors": (
        "Every image was classified correctly: there are no errors to show.",
        "Todas las imágenes se clasificaron bien: no hay errores que mostrar.",
    ),
    "report.no_pictures": (
        "The pictures of the errors were not kept with this run.",
        "Esta ejecución no conserva las imágenes de los errores.",
    ),
    "report.errors_missing": (
        "There is nothing to analyse yet: the classifier has not been measured on test or validation images.",
        "Aún no hay nada que analizar: el clasificador no se ha medido con imágenes de prueba ni de validación.",
    ),
    # Page
    "report.title": ("Training report", "Informe de entrenamiento"),
    "report.meta.data": ("Data", "Datos"),
    "report.meta.classes": ("Classes", "Clases"),
    "report.meta.recipe": ("Recipe", "Receta"),
    "report.meta.seed": ("Seed", "Semilla"),
    "report.meta.run": ("Run", "Ejecución"),
    "report.nav": ("On this page", "En esta página"),
    "report.section.summary": ("Summary", "Resumen"),
    "report.section.curves": ("Learning", "Aprendizaje"),
    "report.section.errors": ("Errors", "Errores"),
    "report.section.confidence": ("Confidence", "Confianza"),
    "report.section.gallery": ("One by one", "Una por una"),
    "report.section.network": ("Network", "Red"),
    "report.section.data": ("Data", "Datos"),
    "report.section.method": ("Method", "Método"),
    "report.method.words": (
        "Can these figures be believed? {passed} of {looked} checks of the method hold; {idle} do not apply here.",
        "¿Se puede creer en estas cifras? {passed} de {looked} comprobaciones del método se cumplen; {idle} no son aplicables "
        "aquí.",
    ),
    "report.method.banner": (
        "The audit of the method found a fault: read this before you believe the figures.",
        "La auditoría del método halló un fallo: léalo antes de creer en las cifras.",
    ),
    "report.method.fault": ("Does not hold", "Fallo"),
    "report.method.warning": ("Doubtful", "Aviso"),
    "report.method.passed": ("Holds", "Se cumple"),
    "report.method.idle": ("Not applicable", "No aplicable"),
    "report.method.all": ("All checks and what they found", "Todas las comprobaciones y lo que hallaron"),
    "report.method.check": ("Check", "Comprobación"),
    "report.method.result": ("Result", "Resultado"),
    "report.method.found": ("What was found", "Qué se halló"),
    "report.section.again": ("Run it again", "Repetir la ejecución"),
    "report.split.test": ("test", "prueba"),
    "report.split.val": ("validation", "validación"),
    "report.split.train": ("training", "entrenamiento"),
    "report.headline.test": ("of {n:,} test images right", "de acierto en {n:,} imágenes de prueba"),
    "report.headline.val": ("of {n:,} validation images right", "de acierto en {n:,} imágenes de validación"),
    "report.strip.interval": (
        "95% interval {low:.1%} to {high:.1%}",
        "Intervalo del 95\u00a0%: {low:.1%} a {high:.1%}",
    ),
    "report.strip.baseline": ("most frequent class {value:.1%}", "clase más frecuente: {value:.1%}"),
    "report.card.balanced_accuracy": ("Balanced accuracy", "Exactitud equilibrada"),
    "report.card.balanced_accuracy.help": ("mean over classes", "media de las clases"),
    "report.card.loss": ("Loss", "Pérdida"),
    "report.card.loss.help": ("nats per image, lower is better", "nats por imagen; menos es mejor"),
    "report.card.ece": ("Calibration error", "Error de calibración"),
    "report.card.ece.help": ("confidence against accuracy", "confianza frente a exactitud"),
    "report.card.parameters": ("Parameters", "Parámetros"),
    "report.card.parameters.help": ("numbers that were learned", "números aprendidos"),
    "report.card.time": ("Training time", "Tiempo de entrenamiento"),
    "report.card.speed": ("{rate:,.0f} images per second", "{rate:,.0f} imágenes por segundo"),
    "report.card.epochs": ("Epochs", "Épocas"),
    "report.card.epochs.help": ("number {epoch} kept", "se conserva la {epoch}"),
    "report.range": ("{low} to {high}", "{low} a {high}"),
    "report.n": ("n\u00a0=\u00a0{n:,}", "n\u00a0=\u00a0{n:,}"),
    "report.seconds": ("{seconds:.1f} s", "{seconds:.1f} s"),
    "report.minutes": ("{minutes} min {seconds} s", "{minutes} min {seconds} s"),
    "report.hours": ("{hours} h {minutes} min", "{hours} h {minutes} min"),
    # Curves
    "report.curves.intro": (
        "Both lines are measured in the same way after each epoch, without dropout or augmentation: on a fixed part of "
        "the training images, and on the validation images, which the network does not learn from.",
        "Ambas líneas se miden igual tras cada época, sin dropout ni aumento de datos: sobre una parte fija de las "
        "imágenes de entrenamiento y sobre las de validación, con las que la red no aprende.",
    ),
    "report.curves.counted": (
        "Measured on {train:,} training and {val:,} validation images; the shades around the curves are "
        "their 95% intervals.",
        "Medido con {train:,} imágenes de entrenamiento y {val:,} de validación; las sombras en torno a las curvas "
        "son sus intervalos del 95\u00a0%.",
    ),
    "report.curves.counted_train": (
        "Measured on {train:,} training images; the shades around the curves are their 95% intervals.",
        "Medido con {train:,} imágenes de entrenamiento; las sombras en torno a las curvas son sus intervalos del "
        "95\u00a0%.",
    ),
    "report.curves.no_val": (
        "There is no validation curve, because no images were held out for validation.",
        "No hay curva de validación porque no se reservaron imágenes para validar.",
    ),
    "report.curves.empty": (
        "No epoch has been completed yet, so there is no curve to draw.",
        "Todavía no se ha completado ninguna época, así que no hay curva que dibujar.",
    ),
    "report.curves.accuracy": ("Accuracy by epoch", "Exactitud por época"),
    "report.curves.loss": ("Loss by epoch (nats)", "Pérdida por época (nats)"),
    "report.curves.description": (
        "{name}: {first} at epoch {from_epoch}, {last} at epoch {to_epoch}.",
        "{name}: {first} en la época {from_epoch}, {last} en la época {to_epoch}.",
    ),
    "report.curves.chosen": ("kept: {epoch}", "elegida: {epoch}"),
    "report.curves.table": ("The same as a table", "Lo mismo en una tabla"),
    "report.epoch": ("epoch", "época"),
    "report.accuracy": ("accuracy", "exactitud"),
    "report.loss": ("loss", "pérdida"),
    "report.learning_rate": ("learning rate", "tasa de aprendizaje"),
    "report.seconds_column": ("seconds", "segundos"),
    "report.kept": ("kept", "elegida"),
    # Matrix and classes
    "report.errors.from.test": (
        "All of this comes from the {n:,} test images.",
        "Todo esto procede de las {n:,} imágenes de prueba.",
    ),
    "report.errors.from.val": (
        "All of this comes from the {n:,} validation images.",
        "Todo esto procede de las {n:,} imágenes de validación.",
    ),
    "report.shares": ("Errors against hits", "Errores frente a aciertos"),
    "report.shares.help": (
        "Hits in blue, errors in red; the classes with most errors come first. Below each rate, its 95% interval.",
        "Los aciertos, en azul; los errores, en rojo; primero van las clases con más errores. Debajo de cada tasa, "
        "su intervalo del 95\u00a0%.",
    ),
    "report.shares.bar": ("share of hits", "proporción de aciertos"),
    "report.shares.hits": ("hits", "aciertos"),
    "report.shares.errors": ("errors", "errores"),
    "report.shares.rate": ("error rate", "tasa de error"),
    "report.matrix.links": (
        "Underlined numbers lead to pictures of what is behind them.",
        "Los números subrayados llevan a las imágenes que hay detrás.",
    ),
    "report.cells": ("Behind the confusions", "Detrás de las confusiones"),
    "report.cells.help": (
        "Drawn at random from the most frequent confusions, the most frequent first: the true class, then what it was "
        "taken for.",
        "Tomadas al azar de las confusiones más frecuentes, empezando por la más frecuente: la clase verdadera y "
        "después aquella con la que se confundió.",
    ),
    "report.cells.one": ("1 image", "1 imagen"),
    "report.cells.all": ("{count:,} images", "{count:,} imágenes"),
    "report.cells.some": ("{shown:,} of {count:,} images", "{shown:,} de {count:,} imágenes"),
    "report.matrix": ("Confusion matrix", "Matriz de confusión"),
    "report.matrix.help": (
        "Each row is a true class, each column the class it was taken for; numbers are images. Hits lie on the "
        "diagonal, in blue; errors are red, the darker the larger their share of the row.",
        "Cada fila es una clase verdadera y cada columna, la clase con la que se identificó; los números son imágenes. "
        "Los aciertos están en la diagonal, en azul; los errores, en rojo, más intenso cuanto mayor es su parte de "
        "la fila.",
    ),
    "report.matrix.limited": (
        "Of {total:,} classes, the {shown:,} with most errors are shown; the file metrics.json has them all.",
        "De {total:,} clases se muestran las {shown:,} con más errores; el archivo metrics.json las contiene todas.",
    ),
    "report.matrix.true": ("true class", "clase verdadera"),
    "report.matrix.predicted": ("taken for", "identificada como"),
    "report.classes": ("Class by class", "Clase por clase"),
    "report.classes.help": (
        "Precision: how many of those it calls so are so. Recall: how many of those that are so it finds. F1 joins "
        "both. Below each value, its 95% interval.",
        "Precisión: cuántas de las que llama así lo son. Exhaustividad: cuántas de las que lo son encuentra. F1 resume "
        "ambas. Debajo de cada valor, su intervalo del 95\u00a0%.",
    ),
    "report.class": ("class", "clase"),
    "report.precision": ("precision", "precisión"),
    "report.recall": ("recall", "exhaustividad"),
    "report.f1": ("F1", "F1"),
    "report.support": ("images", "imágenes"),
    "report.classes.limited": (
        "Of {total:,} classes, the first {shown:,} are listed; the file metrics.json has them all.",
        "De {total:,} clases se enumeran las {shown:,} primeras; el archivo metrics.json las contiene todas.",
    ),
    # Confidence
    "report.reliability": ("Confidence against accuracy", "Confianza frente a exactitud"),
    "report.reliability.help": (
        "Images are grouped by how sure the answer was. On the dashed line, 80% sure means right in 80% of the cases; "
        "points below it are answers given too surely, points above it too modestly. Larger points stand for more "
        "images; the upright strokes are 95% intervals.",
        "Las imágenes se agrupan según la seguridad de la respuesta. En la línea discontinua, una seguridad del "
        "80\u00a0% significa acertar en el 80\u00a0% de los casos; los puntos por debajo son respuestas demasiado "
        "seguras y los de encima, demasiado prudentes. Los puntos mayores representan más imágenes; los trazos "
        "verticales son intervalos del 95\u00a0%.",
    ),
    "report.reliability.missing": (
        "This run keeps no predictions from which confidence could be judged.",
        "Esta ejecución no conserva predicciones con las que juzgar la confianza.",
    ),
    "report.reliability.confidence": ("confidence of the answer", "confianza de la respuesta"),
    "report.reliability.accuracy": ("share that is right", "proporción de aciertos"),
    "report.reliability.bin": (
        "Confidence {confidence:.1%}: {accuracy:.1%} right, of {n:,} images.",
        "Confianza del {confidence:.1%}: {accuracy:.1%} de aciertos en {n:,} imágenes.",
    ),
    "report.reliability.head.range": ("confidence between", "confianza entre"),
    "report.reliability.head.confidence": ("mean confidence", "confianza media"),
    "report.reliability.head.accuracy": ("right", "aciertos"),
    "report.reliability.head.interval": ("95% interval", "intervalo del 95\u00a0%"),
    "report.reliability.head.n": ("images", "imágenes"),
    # Gallery
    "report.gallery.bars": (
        "Each image as the network saw it, beside the probability it gave to every class: the true class in blue, a "
        "wrong answer in red.",
        "Cada imagen tal como la vio la red, junto a la probabilidad que dio a cada clase: la clase verdadera en azul, "
        "una respuesta equivocada en rojo.",
    ),
    "report.gallery.bars_largest": (
        "Each image as the network saw it, beside its five largest probabilities: the true class in blue, a wrong "
        "answer in red.",
        "Cada imagen tal como la vio la red, junto a sus cinco mayores probabilidades: la clase verdadera en azul, una "
        "respuesta equivocada en rojo.",
    ),
    "report.gallery.rest": ("all other classes together: {share:.1%}", "todas las demás clases juntas: {share:.1%}"),
    "report.gallery.errors": ("The most confident errors", "Los errores más seguros"),
    "report.gallery.errors.help": (
        "What the network was surest of and still got wrong. A wrong label, an odd picture or a blind spot: these are "
        "worth a look.",
        "Aquello de lo que la red estaba más segura y en lo que aun así falló. Una etiqueta errónea, una foto rara o "
        "un punto ciego: merece la pena mirarlas.",
    ),
    "report.gallery.hits": ("The least certain hits", "Los aciertos menos seguros"),
    "report.gallery.hits.help": (
        "Right, but only just: here the network hesitated most.",
        "Acertó por poco: aquí es donde más dudó la red.",
    ),
    "report.gallery.random": ("Random examples", "Ejemplos al azar"),
    "report.gallery.random.help": (
        "Drawn with the seed of the run from all images, right or wrong: what its answers usually look like.",
        "Tomados con la semilla de la ejecución entre todas las imágenes, con acierto o sin él: así suelen ser sus "
        "respuestas.",
    ),
    "report.gallery.true": ("Truth", "Verdad"),
    "report.gallery.taken": ("Taken for", "Identificada como"),
    "report.gallery.alt": (
        "{id}: true class {label}, taken for {predicted} with a confidence of {confidence:.1%}",
        "{id}: clase verdadera {label}, identificada como {predicted} con una confianza del {confidence:.1%}",
    ),
    "report.gallery.alt_hit": (
        "{id}: class {label}, recognised with a confidence of {confidence:.1%}",
        "{id}: clase {label}, reconocida con una confianza del {confidence:.1%}",
    ),
    "report.gallery.right": ("the true class", "la clase verdadera"),
    "report.gallery.wrong": ("wrong", "incorrecta"),
    # Network
    "report.network.missing": (
        "This run does not list its layers.",
        "Esta ejecución no enumera sus capas.",
    ),
    "report.network.intro": (
        "An image of {height} × {width} with {channels} channels passes through these layers, from top to bottom.",
        "Una imagen de {height} × {width} con {channels} canales atraviesa estas capas, de arriba abajo.",
    ),
    "report.network.intro_grey": (
        "A grey image of {height} × {width} passes through these layers, from top to bottom.",
        "Una imagen en gris de {height} × {width} atraviesa estas capas, de arriba abajo.",
    ),
    "report.network.mirror": (
        "Each answer in this report is the mean over the image and its mirror image.",
        "Cada respuesta de este informe es la media sobre la imagen y su imagen reflejada.",
    ),
    "report.layer": ("layer", "capa"),
    "report.layer.line": ("as written", "tal como se escribe"),
    "report.layer.shape": ("output shape", "forma de salida"),
    "report.layer.parameters": ("parameters", "parámetros"),
    "report.layer.multiply_adds": ("multiply-adds", "multiplicaciones y sumas"),
    "report.total": ("total", "total"),
    # Data
    "report.data.intro": (
        "{name}: {examples:,} images of {classes:,} classes.",
        "{name}: {examples:,} imágenes de {classes:,} clases.",
    ),
    "report.data.sizes.same": (
        "All of them measure {size} (height × width).",
        "Todas miden {size} (alto × ancho).",
    ),
    "report.data.sizes.resized": (
        "The smallest measures {smallest} (height × width), the median {median}, the largest {largest}; the network "
        "gets them at {size}.",
        "La menor mide {smallest} (alto × ancho), la mediana {median} y la mayor {largest}; la red las recibe a "
        "{size}.",
    ),
    "report.examples": ("Some training images", "Algunas imágenes de entrenamiento"),
    "report.examples.help": (
        "Drawn with the seed of the run, a few of each class, as the network gets them before any augmentation.",
        "Tomadas con la semilla de la ejecución, unas pocas de cada clase, tal como las recibe la red antes de "
        "cualquier aumento de datos.",
    ),
    "report.example.alt": ("{id}: class {label}", "{id}: clase {label}"),
    "report.data.table": ("Images by class and split", "Imágenes por clase y partición"),
    "report.data.all": ("all", "todas"),
    "report.data.missing": (
        "This run does not say what data it used.",
        "Esta ejecución no dice qué datos utilizó.",
    ),
    "report.data.skipped.one": (
        "1 file could not be read and was left out.",
        "1 archivo no se pudo leer y se dejó fuera.",
    ),
    "report.data.skipped.many": (
        "{count:,} files could not be read and were left out.",
        "{count:,} archivos no se pudieron leer y se dejaron fuera.",
    ),
    "report.data.dropped.one": (
        "1 training image was left out, because the same image is among those held out.",
        "1 imagen de entrenamiento se dejó fuera, porque la misma imagen está entre las reservadas.",
    ),
    "report.data.dropped.many": (
        "{count:,} training images were left out, because the same images are among those held out.",
        "{count:,} imágenes de entrenamiento se dejaron fuera, porque las mismas imágenes están entre las reservadas.",
    ),
    "report.notes": ("Notes", "Observaciones"),
    "report.note.unknown": ("{name}: {values}", "{name}: {values}"),
    # Again
    "report.again.intro": (
        "The same recipe and seed on the same machine and versions give the same figures. From the folder that holds "
        "the run:",
        "La misma receta y la misma semilla, en la misma máquina y con las mismas versiones, dan las mismas cifras. "
        "Desde la carpeta que contiene la ejecución:",
    ),
    "report.again.recipe": ("Settings (the resolved recipe)", "Ajustes (la receta completa)"),
    "report.again.environment": ("Environment", "Entorno"),
    "report.env.name": ("what", "qué"),
    "report.env.value": ("value", "valor"),
    "report.env.python": ("Python", "Python"),
    "report.env.platform": ("system", "sistema"),
    "report.env.processor": ("processor", "procesador"),
    "report.env.cores": ("cores", "núcleos"),
    "report.env.precision": ("precision of training", "precisión del entrenamiento"),
    "report.env.threads": ("threads", "hilos"),
    "report.env.cpu_capability": ("processor instructions", "instrucciones del procesador"),
    "report.env.device": ("device", "dispositivo"),
    "report.env.device_name": ("device name", "nombre del dispositivo"),
    "report.env.pooling": ("pooling by (the same bits)", "submuestreo con (los mismos bits)"),
    "report.env.versions": ("versions", "versiones"),
    "report.env.data": ("data", "datos"),
    "report.footer": (
        "Made by Pupila. Everything on this page is in this one file; nothing is fetched or sent.",
        "Hecho con Pupila. Todo lo que muestra esta página está en este único archivo; no se descarga ni se envía nada.",
    ),
    "report.skip": ("Skip to the summary", "Saltar al resumen"),
}
