"""Sentences and labels of the page of a comparison."""

TEXTS: dict[str, tuple[str, str]] = {
    "comparison.schema": (
        "The comparison in '{path}' has schema {found}; this Pupila reads schema {known}. Update Pupila and try again.",
        "La comparación de '{path}' tiene el esquema {found}; esta versión de Pupila lee el esquema {known}. Actualice Pupila e inténtelo de nuevo.",
    ),
    "comparison.title": ("Comparison", "Comparación"),
    "comparison.skip": ("Skip to the verdict", "Saltar al veredicto"),
    "comparison.nav": ("Parts of this page", "Partes de esta página"),
    "comparison.meta_experiment": ("Experiment", "Experimento"),
    "comparison.meta_data": ("Data", "Datos"),
    "comparison.meta_arms": ("Arms", "Brazos"),
    "comparison.meta_seeds": ("Seeds", "Semillas"),
    "comparison.meta_margin": ("Margin", "Margen"),
    "comparison.margin_points": ("{points} points", "{points} puntos"),
    "comparison.footer": (
        "Made by Pupila. Everything on this page is in this one file; nothing is fetched or sent.",
        "Hecho con Pupila. Todo lo que muestra esta página está en este único archivo; no se descarga ni se envía nada.",
    ),
    # Sections
    "comparison.section_verdict": ("Verdict", "Veredicto"),
    "comparison.section_differences": ("Seed by seed", "Semilla a semilla"),
    "comparison.section_arms": ("The arms, and what they cost", "Los brazos y lo que cuestan"),
    "comparison.section_curves": ("How they learned", "Cómo aprendieron"),
    "comparison.section_gap": ("Training against test", "Entrenamiento frente a prueba"),
    "comparison.section_classes": ("Class by class", "Clase por clase"),
    "comparison.section_images": ("Image by image", "Imagen a imagen"),
    "comparison.section_method": ("Method", "Método"),
    "comparison.section_again": ("Once more", "Otra vez"),
    # Verdict
    "comparison.hero_better": ("“{winner}” is better", "«{winner}» es mejor"),
    "comparison.hero_best": ("“{winner}” is the best", "«{winner}» es el mejor"),
    "comparison.hero_equivalent": ("Equivalent in practice", "Equivalentes en la práctica"),
    "comparison.hero_open": ("Not shown", "No demostrado"),
    "comparison.hero_no_best": ("Which is best is not shown", "No se demuestra cuál es el mejor"),
    "comparison.hero_none": ("No verdict yet", "Aún sin veredicto"),
    "comparison.hero_lead": (
        "“{leader}” was ahead of “{other}” by {points} points",
        "«{leader}» quedó por delante de «{other}» en {points} puntos",
    ),
    "comparison.hero_same": ("“{leader}” and “{other}” came out level", "«{leader}» y «{other}» quedaron iguales"),
    "comparison.hero_interval": ("{level} interval: {low} to {high}", "intervalo del {level}: de {low} a {high}"),
    "comparison.hero_one": ("one training of each", "un entrenamiento de cada uno"),
    "comparison.word_better": ("“{winner}” is better", "«{winner}» es mejor"),
    "comparison.word_equivalent": ("equivalent", "equivalentes"),
    "comparison.word_open": ("not shown", "no demostrado"),
    "comparison.word_none": ("no verdict", "sin veredicto"),
    # Differences
    "comparison.differences_help": (
        "Each dot is one seed: the test accuracy of the second arm minus that of the first, in percentage points. The bar is the interval of the mean.",
        "Cada punto es una semilla: la exactitud de prueba del segundo brazo menos la del primero, en puntos porcentuales. La barra es el intervalo de la media.",
    ),
    "comparison.differences_help_one": (
        "The test accuracy of the second arm minus that of the first, in percentage points.",
        "La exactitud de prueba del segundo brazo menos la del primero, en puntos porcentuales.",
    ),
    "comparison.differences_margin": (
        "Within the shaded band of ±{margin} points a difference was declared not to matter.",
        "Dentro de la banda sombreada de ±{margin} puntos se declaró que una diferencia no importa.",
    ),
    "comparison.minus": ("{second} − {first}", "{second} − {first}"),
    "comparison.leans_first": ("{first} ahead", "por delante {first}"),
    "comparison.leans_second": ("{second} ahead", "por delante {second}"),
    "comparison.points_axis": ("percentage points", "puntos porcentuales"),
    "comparison.from_to": ("{low} to {high}", "de {low} a {high}"),
    "comparison.seed_points": ("seed {seed}: {points} points", "semilla {seed}: {points} puntos"),
    "comparison.figures": ("The figures behind it", "Las cifras que hay detrás"),
    "comparison.head_pair": ("second − first", "segundo − primero"),
    "comparison.head_difference": ("points", "puntos"),
    "comparison.head_interval": ("interval", "intervalo"),
    "comparison.head_p_t": ("p (t test)", "p (prueba t)"),
    "comparison.head_p_sign": ("p (signs flipped)", "p (cambio de signos)"),
    "comparison.head_verdict": ("verdict", "veredicto"),
    "comparison.head_seeds_needed": ("seeds needed", "semillas necesarias"),
    "comparison.seeds_beyond": ("over {most:,}", "más de {most:,}"),
    "comparison.holm": (
        "Of {pairs} pairs each is judged at the level that Holm's procedure leaves it, so that the chance of calling any pair different that is not stays below 5%.",
        "De los {pairs} pares, cada uno se juzga al nivel que le deja el procedimiento de Holm, de modo que la probabilidad de llamar distinto a algún par que no lo es queda por debajo del 5\u00a0%.",
    ),
    "comparison.signs": (
        "With {n} seeds the p value by flipped signs cannot fall below {least:.4f}: there are only {patterns:,} patterns of signs.",
        "Con {n} semillas, el valor p por cambio de signos no puede bajar de {least:.4f}: solo hay {patterns:,} patrones de signos.",
    ),
    # Arms
    "comparison.head_arm": ("arm", "brazo"),
    "comparison.head_test": ("test accuracy", "exactitud de prueba"),
    "comparison.head_train": ("training accuracy", "exactitud de entrenamiento"),
    "comparison.head_loss": ("test loss", "pérdida de prueba"),
    "comparison.head_seconds": ("training time", "tiempo de entrenamiento"),
    "comparison.head_parameters": ("parameters", "parámetros"),
    "comparison.arms_help": (
        "Means over {n} seeds ± standard deviation; below them, the lowest and the highest. Training accuracy is measured after training, with dropout and augmentation off.",
        "Medias sobre {n} semillas ± desviación típica; debajo, la menor y la mayor. La exactitud de entrenamiento se mide después de entrenar, sin dropout ni aumento de datos.",
    ),
    "comparison.arms_help_one": (
        "One seed. Training accuracy is measured after training, with dropout and augmentation off.",
        "Una sola semilla. La exactitud de entrenamiento se mide después de entrenar, sin dropout ni aumento de datos.",
    ),
    "comparison.as_the_recipe": ("as the recipe says", "como dice la receta"),
    "comparison.arms_clock": (
        "Runs that share a machine slow each other down: read times against each other, not as a record.",
        "Las ejecuciones que comparten máquina se frenan unas a otras: compare los tiempos entre sí, no los tome como marca.",
    ),
    "comparison.per_image": ("{value:.3g} µs an image", "{value:.3g} µs por imagen"),
    "comparison.products": ("{count:,} multiply-adds", "{count:,} mult. y sumas"),
    "comparison.plus_minus": ("{mean} ± {deviation}", "{mean} ± {deviation}"),
    # Curves
    "comparison.curve_both_accuracy": ("Accuracy by epoch", "Exactitud por época"),
    "comparison.curve_both_loss": ("Loss by epoch (nats)", "Pérdida por época (nats)"),
    "comparison.curve_val_accuracy": ("Validation accuracy by epoch", "Exactitud de validación por época"),
    "comparison.curve_val_loss": ("Validation loss by epoch (nats)", "Pérdida de validación por época (nats)"),
    "comparison.curve_train_accuracy": ("Training accuracy by epoch", "Exactitud de entrenamiento por época"),
    "comparison.curve_train_loss": ("Training loss by epoch (nats)", "Pérdida de entrenamiento por época (nats)"),
    "comparison.curves_dashes": (
        "Whole lines are validation, dashed ones training.",
        "Las líneas continuas son validación; las discontinuas, entrenamiento.",
    ),
    "comparison.curves_shades": (
        "Each line is the mean over {n} seeds; its shade reaches from the lowest to the highest.",
        "Cada línea es la media sobre {n} semillas; su sombra va de la menor a la mayor.",
    ),
    "comparison.curves_no_val": (
        "There are no validation curves, because no images were held out for validation.",
        "No hay curvas de validación porque no se reservaron imágenes para validar.",
    ),
    "comparison.curves_empty": (
        "There are no learning curves in this comparison.",
        "Esta comparación no contiene curvas de aprendizaje.",
    ),
    # Gap
    "comparison.gap_help": (
        "Training accuracy minus test accuracy, in percentage points: each dot is one seed, the bar the {level} interval of the mean.",
        "Exactitud de entrenamiento menos exactitud de prueba, en puntos porcentuales: cada punto es una semilla; la barra, el intervalo del {level} de la media.",
    ),
    "comparison.gap_help_one": (
        "Training accuracy minus test accuracy, in percentage points.",
        "Exactitud de entrenamiento menos exactitud de prueba, en puntos porcentuales.",
    ),
    # Classes
    "comparison.classes_help": (
        "Change in recall, the share of a class that is recognised: {second} minus {first}, in percentage points, with its {level} interval over the seeds.",
        "Cambio en la exhaustividad, la proporción reconocida de una clase: {second} menos {first}, en puntos porcentuales, con su intervalo del {level} sobre las semillas.",
    ),
    "comparison.classes_help_one": (
        "Change in recall, the share of a class that is recognised: {second} minus {first}, in percentage points; of one seed, so without an interval.",
        "Cambio en la exhaustividad, la proporción reconocida de una clase: {second} menos {first}, en puntos porcentuales; de una sola semilla, así que sin intervalo.",
    ),
    "comparison.classes_caution": (
        "Of {n} intervals, {apart} leave out zero. Even if no class changed, about {chance} of so many would by chance: take single classes as hints.",
        "De {n} intervalos, {apart} no incluyen el cero. Aunque ninguna clase cambiara, alrededor de {chance} de tantos lo harían por azar: tome las clases sueltas como indicios.",
    ),
    "comparison.classes_limited": (
        "Of {total:,} classes the {shown:,} that change most are shown; comparison.json has them all.",
        "De {total:,} clases se muestran las {shown:,} que más cambian; comparison.json las contiene todas.",
    ),
    "comparison.classes_missing": (
        "There are no figures by class in this comparison.",
        "Esta comparación no contiene cifras por clase.",
    ),
    "comparison.recall_change": ("{before:.1%} → {after:.1%}", "{before:.1%} → {after:.1%}"),
    # Images
    "comparison.images_help": (
        "For each seed, the two trained networks on the same test images (McNemar's exact test). It tells whether these two networks differ, not whether the arms do: for that the seeds must agree.",
        "Con cada semilla, las dos redes entrenadas ante las mismas imágenes de prueba (prueba exacta de McNemar). Dice si difieren esas dos redes, no si difieren los brazos: para eso deben coincidir las semillas.",
    ),
    "comparison.head_seed": ("seed", "semilla"),
    "comparison.head_only": ("only “{arm}” right", "solo acierta «{arm}»"),
    "comparison.head_p": ("p", "p"),
    "comparison.images_missing": (
        "There are no figures image by image in this comparison.",
        "Esta comparación no contiene cifras imagen a imagen.",
    ),
    "comparison.other_pairs": ("The other pairs", "Los demás pares"),
    # Method
    "comparison.shared": (
        "What was shared, and what the interval means",
        "Qué se compartió y qué significa el intervalo",
    ),
    "comparison.findings": ("Findings on method", "Hallazgos sobre el método"),
    "comparison.findings_none": (
        "The method of this comparison has not been audited yet. From this folder:",
        "El método de esta comparación aún no se ha auditado. Desde esta carpeta:",
    ),
    "comparison.findings_clean": (
        "The audit of the method found nothing wrong.",
        "La auditoría del método no encontró nada incorrecto.",
    ),
    "comparison.findings_all": ("Everything that was looked at", "Todo lo que se examinó"),
    "comparison.findings_rest": ("What else was looked at", "Lo demás que se examinó"),
    "comparison.severity_fault": ("fault", "fallo"),
    "comparison.severity_warning": ("warning", "aviso"),
    "comparison.severity_passed": ("passed", "superado"),
    "comparison.severity_not_applicable": ("not applicable", "no procede"),
    # Again
    "comparison.again_intro": (
        "From this folder, the same arms with the same seeds in a new one:",
        "Desde esta carpeta, los mismos brazos con las mismas semillas en una nueva:",
    ),
    "comparison.again_experiment": (
        "The experiment, as it was carried out",
        "El experimento, tal como se llevó a cabo",
    ),
    "comparison.runs": ("The report of each run", "El informe de cada ejecución"),
    "comparison.run_link": ("{arm}, seed {seed}", "{arm}, semilla {seed}"),
    "comparison.card_report": ("The whole page: {path}", "La página completa: {path}"),
}
