"""Sentences about comparisons: what was found, how sure it is, and what cannot be said."""

TEXTS: dict[str, tuple[str, str]] = {
    # Errors
    "verdict.level": (
        "A level of {got} came; expected a share between 0 and 1, such as 0.95.",
        "Llegó un nivel de {got}; se esperaba una proporción entre 0 y 1, por ejemplo 0.95.",
    ),
    "verdict.margin": (
        "A margin of {got} came; expected a fraction from 0 up to 1, such as 0.005 for half a point.",
        "Llegó un margen de {got}; se esperaba una fracción desde 0 hasta 1, por ejemplo 0.005 para medio punto.",
    ),
    "verdict.lengths": (
        "Arms with {first} and {second} figures came; expected one for each seed in both, and at least one seed.",
        "Llegaron brazos con {first} y {second} cifras; se esperaba una por semilla en ambos, y al menos una semilla.",
    ),
    "verdict.not_finite": (
        "Seed number {place} has the figures {first} and {second}; expected finite numbers. A run that diverged cannot "
        "be judged, and leaving it out would flatter its arm: change the arm, or look into that run.",
        "La semilla número {place} tiene las cifras {first} y {second}; se esperaban números finitos. Una ejecución que "
        "divergió no se puede juzgar, y omitirla favorecería a su brazo: cambie el brazo o examine esa ejecución.",
    ),
    "verdict.other_images": (
        "Answers to {first} and to {second} images came; expected answers to the same images, in the same order.",
        "Llegaron respuestas a {first} y a {second} imágenes; se esperaban respuestas a las mismas imágenes, en el mismo "
        "orden.",
    ),
    "verdict.arms": (
        "{got} arm(s) came; expected at least two to compare.",
        "Se recibieron {got} brazos; se esperaban al menos dos para comparar.",
    ),
    # What was reached
    "verdict.images_of": ("the test images of {data}", "las imágenes de prueba de {data}"),
    "verdict.images": ("the test images", "las imágenes de prueba"),
    "verdict.quoted": ("“{name}”", "«{name}»"),
    "verdict.list": ("{first} and {last}", "{first} y {last}"),
    "verdict.reached_two_many": (
        "Trained {n} times each, with different random numbers, “{best}” got {best_share} of {images} right on average and “{other}” {other_share}.",
        "Con {n} entrenamientos de cada uno, con números aleatorios distintos, «{best}» acertó de media en el {best_share} de {images} y «{other}», en el {other_share}.",
    ),
    "verdict.reached_same_many": (
        "Trained {n} times each, with different random numbers, “{best}” and “{other}” both got {best_share} of {images} right on average.",
        "Con {n} entrenamientos de cada uno, con números aleatorios distintos, tanto «{best}» como «{other}» acertaron de media en el {best_share} de {images}.",
    ),
    "verdict.reached_two_once": (
        "Trained once each, “{best}” got {best_share} of {images} right and “{other}” {other_share}.",
        "Con un solo entrenamiento de cada uno, «{best}» acertó en el {best_share} de {images} y «{other}», en el {other_share}.",
    ),
    "verdict.reached_same_once": (
        "Trained once each, “{best}” and “{other}” both got {best_share} of {images} right.",
        "Con un solo entrenamiento de cada uno, tanto «{best}» como «{other}» acertaron en el {best_share} de {images}.",
    ),
    "verdict.reached_all_many": (
        "Trained {n} times each, with different random numbers, these are the shares of {images} that they got right on average: {shares}.",
        "Con {n} entrenamientos de cada uno, con números aleatorios distintos, estos son sus porcentajes medios de acierto en {images}: {shares}.",
    ),
    "verdict.reached_all_once": (
        "Trained once each, these are the shares of {images} that they got right: {shares}.",
        "Con un solo entrenamiento de cada uno, estos son sus porcentajes de acierto en {images}: {shares}.",
    ),
    "verdict.share": ("“{arm}” {share}", "«{arm}» {share}"),
    # Verdicts
    "verdict.better": (
        "Here “{leader}” is better, by {points} percentage points; the {level} interval of the difference, {low} to {high}, leaves out zero.",
        "Aquí «{leader}» es mejor, con {points} puntos porcentuales de ventaja; el intervalo del {level} de la diferencia, de {low} a {high}, no incluye el cero.",
    ),
    "verdict.best": (
        "Here “{leader}” is better than each of the others. “{other}” comes closest, {points} percentage points behind; the {level} interval of that difference, {low} to {high}, leaves out zero (it allows for {pairs} comparisons).",
        "Aquí «{leader}» es mejor que todos los demás. El más cercano es «{other}», a {points} puntos porcentuales; el intervalo del {level} de esa diferencia, de {low} a {high}, no incluye el cero (tiene en cuenta que se hicieron {pairs} comparaciones).",
    ),
    "verdict.small": (
        "The lead is small: the interval lies within {margin} points, up to which a difference was declared not to matter.",
        "La ventaja es pequeña: el intervalo queda dentro de los {margin} puntos hasta los que se declaró que una diferencia no importa.",
    ),
    "verdict.these_images": (
        "That holds for these test images; with others of the same kind the order might turn round.",
        "Eso vale para estas imágenes de prueba; con otras del mismo tipo el orden podría invertirse.",
    ),
    "verdict.equivalent": (
        "For practical purposes the two are equivalent on these images: they differ by {points} percentage points, and the {level} interval of the difference, {low} to {high}, lies within {margin} points, up to which a difference was declared not to matter.",
        "A efectos prácticos, los dos son equivalentes con estas imágenes: difieren en {points} puntos porcentuales, y el intervalo del {level} de la diferencia, de {low} a {high}, queda dentro de los {margin} puntos hasta los que se declaró que una diferencia no importa.",
    ),
    "verdict.all_equivalent": (
        "For practical purposes all {count} are equivalent on these images: no two of them differ by more than {points} percentage points, and the intervals of all {pairs} differences lie within {margin} points, up to which a difference was declared not to matter.",
        "A efectos prácticos, los {count} son equivalentes con estas imágenes: entre dos cualesquiera no hay más de {points} puntos porcentuales, y los intervalos de las {pairs} diferencias quedan dentro de los {margin} puntos hasta los que se declaró que una diferencia no importa.",
    ),
    "verdict.not_shown": (
        "Which of the two is better is not shown: “{leader}” was ahead by {points} percentage points, but the {level} interval of the difference runs from {low} to {high}, so that in truth either may be ahead.",
        "No queda demostrado cuál de los dos es mejor: «{leader}» quedó por delante en {points} puntos porcentuales, pero el intervalo del {level} de la diferencia va de {low} a {high}, de modo que en realidad cualquiera de los dos podría ir por delante.",
    ),
    "verdict.not_shown_same": (
        "Which of the two is better is not shown: on average they came out equal, but the {level} interval of the difference runs from {low} to {high}, so that in truth either may be ahead.",
        "No queda demostrado cuál de los dos es mejor: de media quedaron iguales, pero el intervalo del {level} de la diferencia va de {low} a {high}, de modo que en realidad cualquiera de los dos podría ir por delante.",
    ),
    "verdict.no_best": (
        "Which of them is best is not shown: “{leader}” was ahead of “{other}” by {points} percentage points, but the {level} interval of that difference runs from {low} to {high}, so that in truth either may be ahead.",
        "No queda demostrado cuál de ellos es el mejor: «{leader}» superó a «{other}» en {points} puntos porcentuales, pero el intervalo del {level} de esa diferencia va de {low} a {high}, de modo que en realidad cualquiera de los dos podría ir por delante.",
    ),
    "verdict.no_best_same": (
        "Which of them is best is not shown: “{leader}” and “{other}” came out equal on average, but the {level} interval of their difference runs from {low} to {high}, so that in truth either may be ahead.",
        "No queda demostrado cuál de ellos es el mejor: «{leader}» y «{other}» quedaron iguales de media, pero el intervalo del {level} de su diferencia va de {low} a {high}, de modo que en realidad cualquiera de los dos podría ir por delante.",
    ),
    "verdict.best_equivalent": (
        "No single one is best: “{leader}” had the highest average, but “{other}” is equivalent to it for practical purposes; they differ by {points} percentage points, and the {level} interval of the difference, {low} to {high}, lies within {margin} points, up to which a difference was declared not to matter.",
        "Ninguno es el mejor por sí solo: «{leader}» tuvo la media más alta, pero «{other}» es equivalente a efectos prácticos; difieren en {points} puntos porcentuales, y el intervalo del {level} de la diferencia, de {low} a {high}, queda dentro de los {margin} puntos hasta los que se declaró que una diferencia no importa.",
    ),
    "verdict.shown": ("What is shown: {clauses}.", "Lo que sí queda demostrado: {clauses}."),
    "verdict.shown_better": ("“{winner}” is better than {losers}", "«{winner}» es mejor que {losers}"),
    "verdict.no_proof": (
        "That is no proof that they are equally good.",
        "Eso no prueba que sean igual de buenos.",
    ),
    "verdict.one_seed": (
        "There is no verdict: with one seed, nobody can tell a difference between the arms from the luck of one training. Train at least two seeds; five are a good start.",
        "No hay veredicto: con una sola semilla no se puede distinguir una diferencia entre los brazos de la suerte de un entrenamiento. Entrene al menos dos semillas; cinco son un buen comienzo.",
    ),
    # Seeds still needed
    "verdict.seeds_about": (
        "If difference and spread stay as they were seen, about {n:,} seeds would settle it, or up to {high:,} if the spread was underrated.",
        "Si la diferencia y la dispersión siguen como se han visto, unas {n:,} semillas bastarían para decidirlo, o hasta {high:,} si la dispersión se ha subestimado.",
    ),
    "verdict.seeds_open": (
        "If difference and spread stay as they were seen, about {n:,} seeds would settle it, or more than {most:,} if the spread was underrated.",
        "Si la diferencia y la dispersión siguen como se han visto, unas {n:,} semillas bastarían para decidirlo, o más de {most:,} si la dispersión se ha subestimado.",
    ),
    "verdict.seeds_beyond": (
        "At the difference and spread seen, more than {most:,} seeds would be needed to settle it.",
        "Con la diferencia y la dispersión vistas, harían falta más de {most:,} semillas para decidirlo.",
    ),
    "verdict.seeds_few": (
        "How many seeds would settle it cannot be said from {n}: they tell too little about the spread.",
        "Con {n} semillas no se puede decir cuántas harían falta para decidirlo: dicen demasiado poco de la dispersión.",
    ),
    # Cost
    "verdict.time_more": (
        "Training “{more}” takes {ratio} times as long as training “{less}” ({more_amount} s against {less_amount} s).",
        "Entrenar «{more}» lleva {ratio} veces el tiempo de «{less}» ({more_amount} s frente a {less_amount} s).",
    ),
    "verdict.time_open": (
        "Training took {more_amount} s with “{more}” and {less_amount} s with “{less}” on average, but not longer with the same one for every seed: which costs more time is not shown.",
        "Entrenar llevó de media {more_amount} s con «{more}» y {less_amount} s con «{less}», pero no siempre más con el mismo: no queda demostrado cuál cuesta más tiempo.",
    ),
    "verdict.time_alike": (
        "Training takes about as long with “{more}” as with “{less}” ({more_amount} s and {less_amount} s).",
        "Entrenar «{more}» lleva más o menos lo mismo que «{less}» ({more_amount} s y {less_amount} s).",
    ),
    "verdict.time_same": (
        "Training takes equally long with “{more}” and “{less}” ({more_amount} s).",
        "Entrenar «{more}» lleva lo mismo que «{less}» ({more_amount} s).",
    ),
    "verdict.time_only": (
        "Training “{more}” takes {more_amount} s, training “{less}” {less_amount} s.",
        "Entrenar «{more}» lleva {more_amount} s y entrenar «{less}», {less_amount} s.",
    ),
    "verdict.parameters_more": (
        "“{more}” has {ratio} times as many parameters as “{less}” ({more_amount} against {less_amount}).",
        "«{more}» tiene {ratio} veces los parámetros de «{less}» ({more_amount} frente a {less_amount}).",
    ),
    "verdict.parameters_alike": (
        "“{more}” has slightly more parameters than “{less}” ({more_amount} against {less_amount}).",
        "«{more}» tiene algunos parámetros más que «{less}» ({more_amount} frente a {less_amount}).",
    ),
    "verdict.parameters_same": (
        "“{more}” and “{less}” have the same number of parameters ({more_amount}).",
        "«{more}» y «{less}» tienen el mismo número de parámetros ({more_amount}).",
    ),
    "verdict.parameters_only": (
        "“{more}” has {more_amount} parameters, “{less}” has {less_amount}.",
        "«{more}» tiene {more_amount} parámetros y «{less}», {less_amount}.",
    ),
    "verdict.multiply_adds_more": (
        "For one image “{more}” computes {ratio} times as many multiply-adds as “{less}” ({more_amount} against {less_amount}).",
        "Con cada imagen «{more}» calcula {ratio} veces las multiplicaciones y sumas de «{less}» ({more_amount} frente a {less_amount}).",
    ),
    "verdict.multiply_adds_alike": (
        "For one image both compute about as many multiply-adds (“{more}” {more_amount}, “{less}” {less_amount}).",
        "Con cada imagen ambos calculan más o menos las mismas multiplicaciones y sumas («{more}» {more_amount}, «{less}» {less_amount}).",
    ),
    "verdict.multiply_adds_same": (
        "For one image both compute as many multiply-adds ({more_amount}).",
        "Con cada imagen ambos calculan las mismas multiplicaciones y sumas ({more_amount}).",
    ),
    "verdict.multiply_adds_only": (
        "For one image “{more}” computes {more_amount} multiply-adds, “{less}” {less_amount}.",
        "Con cada imagen «{more}» calcula {more_amount} multiplicaciones y sumas y «{less}», {less_amount}.",
    ),
    # The gap between training and test
    "verdict.gap_up": (
        "Training accuracy minus test accuracy is {before} points with “{first}” and {after} with “{second}”. That this gap grows is shown: by {points} points ({level} interval: {low} to {high}).",
        "La exactitud de entrenamiento menos la de prueba es de {before} puntos con «{first}» y de {after} con «{second}». Está demostrado que esa brecha crece: en {points} puntos (intervalo del {level}: de {low} a {high}).",
    ),
    "verdict.gap_down": (
        "Training accuracy minus test accuracy is {before} points with “{first}” and {after} with “{second}”. That this gap becomes smaller is shown: by {points} points ({level} interval: {low} to {high}).",
        "La exactitud de entrenamiento menos la de prueba es de {before} puntos con «{first}» y de {after} con «{second}». Está demostrado que esa brecha disminuye: en {points} puntos (intervalo del {level}: de {low} a {high}).",
    ),
    "verdict.gap_open": (
        "Training accuracy minus test accuracy is {before} points with “{first}” and {after} with “{second}”. Whether this gap changes is not shown: it differs by {points} points, but the {level} interval runs from {low} to {high}.",
        "La exactitud de entrenamiento menos la de prueba es de {before} puntos con «{first}» y de {after} con «{second}». No queda demostrado que esa brecha cambie: difiere en {points} puntos, pero el intervalo del {level} va de {low} a {high}.",
    ),
    "verdict.gap_one": (
        "Training accuracy minus test accuracy is {before} points with “{first}” and {after} with “{second}”, in one training of each.",
        "La exactitud de entrenamiento menos la de prueba es de {before} puntos con «{first}» y de {after} con «{second}», en un solo entrenamiento de cada uno.",
    ),
    "verdict.loss_gap_up": (
        "In loss, the gap grows from {before} to {after} nats, by {nats} ({level} interval: {low} to {high}): shown.",
        "En pérdida, la brecha crece de {before} a {after} nats, en {nats} (intervalo del {level}: de {low} a {high}): demostrado.",
    ),
    "verdict.loss_gap_down": (
        "In loss, the gap falls from {before} to {after} nats, by {nats} ({level} interval: {low} to {high}): shown.",
        "En pérdida, la brecha disminuye de {before} a {after} nats, en {nats} (intervalo del {level}: de {low} a {high}): demostrado.",
    ),
    "verdict.loss_gap_open": (
        "In loss, the gap is {before} nats with “{first}” and {after} with “{second}”; that it changes is not shown ({level} interval of the difference: {low} to {high}).",
        "En pérdida, la brecha es de {before} nats con «{first}» y de {after} con «{second}»; no queda demostrado que cambie (intervalo del {level} de la diferencia: de {low} a {high}).",
    ),
    "verdict.loss_gap_one": (
        "In loss, the gap is {before} nats with “{first}” and {after} with “{second}”.",
        "En pérdida, la brecha es de {before} nats con «{first}» y de {after} con «{second}».",
    ),
    "verdict.heart_and_gain": (
        "So “{second}” learns more of both: more by heart, and more that holds for new images. A wider gap is no harm where new images gain.",
        "Así pues, «{second}» aprende más de ambas cosas: más de memoria y más que vale para imágenes nuevas. Una brecha mayor no es un mal si las imágenes nuevas salen ganando.",
    ),
    "verdict.heart_and_loss": (
        "So “{second}” learns more by heart, and recognises fewer new images.",
        "Así pues, «{second}» aprende más de memoria y reconoce menos imágenes nuevas.",
    ),
    "verdict.heart": (
        "So “{second}” learns more by heart; that new images gain or lose by it is not shown.",
        "Así pues, «{second}» aprende más de memoria; no queda demostrado que las imágenes nuevas ganen ni pierdan con ello.",
    ),
    "verdict.heart_even": (
        "So “{second}” learns more by heart, and new images gain or lose nothing that matters.",
        "Así pues, «{second}» aprende más de memoria, y las imágenes nuevas no ganan ni pierden nada que importe.",
    ),
    "verdict.less_heart_even": (
        "So “{second}” learns less by heart, and new images gain or lose nothing that matters.",
        "Así pues, «{second}» aprende menos de memoria, y las imágenes nuevas no ganan ni pierden nada que importe.",
    ),
    "verdict.less_heart_and_gain": (
        "So “{second}” learns less by heart, and recognises more new images.",
        "Así pues, «{second}» aprende menos de memoria y reconoce más imágenes nuevas.",
    ),
    "verdict.less_heart_and_loss": (
        "So “{second}” learns less of both: less by heart, and less that holds for new images. A narrow gap alone is no success.",
        "Así pues, «{second}» aprende menos de ambas cosas: menos de memoria y menos que vale para imágenes nuevas. Una brecha estrecha no es un éxito por sí sola.",
    ),
    "verdict.less_heart": (
        "So “{second}” learns less by heart; that new images gain or lose by it is not shown.",
        "Así pues, «{second}» aprende menos de memoria; no queda demostrado que las imágenes nuevas ganen ni pierdan con ello.",
    ),
    # What was shared, and caution
    "verdict.start_same": (
        "For every seed the arms began with the same initial weights; split and order of the images came from the same random numbers, and they were judged by the same test images.",
        "Con cada semilla los brazos empezaron con los mismos pesos iniciales; la partición y el orden de las imágenes salieron de los mismos números aleatorios, y se juzgaron con las mismas imágenes de prueba.",
    ),
    "verdict.start_other": (
        "The arms did not begin with the same weights: their networks differ in shape, or in how weights are drawn. For every seed, weights, split and order of the images came from the same random numbers, and they were judged by the same test images.",
        "Los brazos no empezaron con los mismos pesos: sus redes difieren en la forma o en cómo se sortean los pesos. Con cada semilla, los pesos, la partición y el orden de las imágenes salieron de los mismos números aleatorios, y se juzgaron con las mismas imágenes de prueba.",
    ),
    "verdict.start_twins": (
        "Some arms are equal on purpose. For every seed these share only the split of the images; everything else that is random was dealt to each of them anew, so that their difference shows what chance alone does.",
        "Algunos brazos son iguales a propósito. Con cada semilla solo comparten la partición de las imágenes; todo lo demás que es aleatorio se repartió de nuevo a cada uno, de modo que su diferencia muestra lo que hace el azar por sí solo.",
    ),
    "verdict.added": (
        "Seeds were added after the result had been looked at (number of seeds at each look: {counts}). Whoever adds seeds until a difference shows finds one more often than the interval says; a new experiment with a fixed number of seeds would confirm it.",
        "Se añadieron semillas después de mirar el resultado (número de semillas en cada ocasión: {counts}). Quien añade semillas hasta que aparece una diferencia la encuentra más a menudo de lo que dice el intervalo; un experimento nuevo con un número fijo de semillas lo confirmaría.",
    ),
    "verdict.added_short": (
        "Seeds were added after a first look at the result, so that luck explains it more easily than the interval says.",
        "Se añadieron semillas después de una primera mirada al resultado, así que la suerte lo explica más fácilmente de lo que dice el intervalo.",
    ),
    "verdict.two_seeds": (
        "Two seeds tell little about the spread; five are a good start.",
        "Dos semillas dicen poco de la dispersión; cinco son un buen comienzo.",
    ),
    "verdict.scope": (
        "The interval tells how far the difference scatters from one training to the next; another set of test images would move it too.",
        "El intervalo dice cuánto varía la diferencia de un entrenamiento a otro; otro conjunto de imágenes de prueba también la movería.",
    ),
    "verdict.scope_images": (
        "The interval tells how far the difference scatters from one training to the next. Another {n:,} test images of the same kind would move it too, by up to about {points} points either way.",
        "El intervalo dice cuánto varía la diferencia de un entrenamiento a otro. Otras {n:,} imágenes de prueba del mismo tipo también la moverían, hasta unos {points} puntos arriba o abajo.",
    ),
}
