"""Sentences about runs that are checked again."""

TEXTS: dict[str, tuple[str, str]] = {
    "verify.not_done": (
        "The run '{path}' is not finished (it stands at '{status}'), and there is nothing to verify yet.",
        "La ejecución '{path}' no ha terminado (está en '{status}') y aún no hay nada que verificar.",
    ),
    "verify.passed": ("passed", "superada"),
    "verify.failed": ("failed", "fallida"),
    "verify.not_possible": ("not possible", "no posible"),
    "verify.holds": (
        "Everything that could be checked holds ({passed} of {all}).",
        "Todo lo que se pudo comprobar se cumple ({passed} de {all}).",
    ),
    "verify.does_not_hold": (
        "This does not hold: checks that failed: {failed} of {all}. Do not rely on these figures.",
        "Esto no se cumple: comprobaciones fallidas: {failed} de {all}. No se fíe de estas cifras.",
    ),
    "verify.any_damaged": (
        "It cannot be read or understood: {reason}.",
        "No se puede leer o entender: {reason}.",
    ),
    "verify.any_no_data": (
        "The data are not at hand: {reason}. Give their place: pupila verify RUN DATA.",
        "Los datos no están a mano: {reason}. Dé su lugar: pupila verify EJECUCIÓN DATOS.",
    ),
    "verify.any_module": (
        "The network was given from Python, and without it this cannot be computed.",
        "La red se dio desde Python, y sin ella esto no se puede calcular.",
    ),
    "verify.nothing": ("nothing", "nada"),
    "verify.accuracy": ("accuracy", "exactitud"),
    "verify.loss": ("loss", "pérdida"),
    "verify.data_other": (
        "The data at '{source}' are not those of the run.",
        "Los datos de '{source}' no son los de la ejecución.",
    ),
    "verify.files_title": ("Files and their sums", "Archivos y sus sumas"),
    "verify.files_passed": (
        "All {count} files of the manifest have the SHA-256 that it says, and none was added.",
        "Los {count} archivos del manifiesto tienen el SHA-256 que este dice, y no se añadió ninguno.",
    ),
    "verify.files_differ": (
        "The files are not those of the manifest. Changed: {changed}. Missing: {missing}. Added: {added}.",
        "Los archivos no son los del manifiesto. Cambiados: {changed}. Ausentes: {missing}. Añadidos: {added}.",
    ),
    "verify.files_passed_lasting": (
        "Of the experiment's own files and of what lasts of its runs, all {count} have the SHA-256 that the manifest says.",
        "De los archivos propios del experimento y de lo que perdura de sus ejecuciones, los {count} tienen el SHA-256 que "
        "dice el manifiesto.",
    ),
    "verify.files_differ_lasting": (
        "The files are not those of the manifest. Changed: {changed}. Missing: {missing}. Without a sum in it: {unlisted}.",
        "Los archivos no son los del manifiesto. Cambiados: {changed}. Ausentes: {missing}. Sin suma en él: {unlisted}.",
    ),
    "verify.files_no_manifest": (
        "There is no manifest.json, so nobody can say whether files were changed.",
        "No hay manifest.json, así que nadie puede decir si se cambiaron archivos.",
    ),
    "verify.recipe_title": ("Recipe", "Receta"),
    "verify.recipe_passed": (
        "The recipe '{name}' can be carried out as it stands, with seed {seed}.",
        "La receta '{name}' se puede ejecutar tal como está, con la semilla {seed}.",
    ),
    "verify.recipe_other": (
        "The summary says {key} = {told}, and the recipe {own}.",
        "El resumen dice {key} = {told}, y la receta {own}.",
    ),
    "verify.recipe_elsewhere": (
        "This is not the run that its folder names: for arm '{arm}' and seed {seed} the experiment has another {key} than "
        "the recipe of '{run}'.",
        "Esta no es la ejecución que indica su carpeta: para el brazo '{arm}' y la semilla {seed} el experimento tiene otro "
        "valor de {key} que la receta de '{run}'.",
    ),
    "verify.history_title": ("History of the epochs", "Historial de las épocas"),
    "verify.history_passed": (
        "All epochs are there ({epochs}), and epoch {chosen} has the figures that the run reports.",
        "Están todas las épocas ({epochs}), y la época {chosen} tiene las cifras que la ejecución informa.",
    ),
    "verify.history_epochs": (
        "The history has {lines} epochs where {told} are expected, or their numbers are wrong.",
        "El historial tiene {lines} épocas donde se esperan {told}, o sus números están mal.",
    ),
    "verify.history_chosen": (
        "The run says that epoch {chosen} was chosen; by the history it is epoch {again}.",
        "La ejecución dice que se eligió la época {chosen}; según el historial es la {again}.",
    ),
    "verify.history_part": (
        "History and metrics do not agree on whether there was a {which} set.",
        "El historial y las métricas no coinciden en si había conjunto de {which}.",
    ),
    "verify.history_figure": (
        "In epoch {epoch} the history says {told} for the {figure} on {which} data, and metrics.json says {own}.",
        "En la época {epoch} el historial dice {told} para la {figure} con datos de {which}, y metrics.json dice {own}.",
    ),
    "verify.data_title": ("Data", "Datos"),
    "verify.data_passed": (
        "The {n:,} images and labels at '{source}' are those that the run learned from.",
        "Las {n:,} imágenes y etiquetas de '{source}' son aquellas con las que aprendió la ejecución.",
    ),
    "verify.split_title": ("Split and sealed test set", "Partición y conjunto de prueba sellado"),
    "verify.split_passed": (
        "Divided anew by the recipe, the data give the same parts: {train:,} for training, {val:,} for validation, {test:,} "
        "for the test.",
        "Divididos de nuevo según la receta, los datos dan las mismas partes: {train:,} para entrenar, {val:,} para validar y "
        "{test:,} para probar.",
    ),
    "verify.split_shared": (
        "Examples that stand in {one} and in {other}: {count:,}, such as {name}.",
        "Ejemplos que están en {one} y en {other}: {count:,}, como {name}.",
    ),
    "verify.split_moved": (
        "{name} stands in {one}; divided by the recipe it belongs to {other}.",
        "{name} está en {one}; dividido según la receta pertenece a {other}.",
    ),
    "verify.split_unknown": (
        "{name} stands in {one}, and the data do not have it.",
        "{name} está en {one}, y los datos no lo tienen.",
    ),
    "verify.split_missing": (
        "Examples of the data that stand in no part: {count:,}, such as {name}.",
        "Ejemplos de los datos que no están en ninguna parte: {count:,}, como {name}.",
    ),
    "verify.labels_title": ("Labels of the predictions", "Etiquetas de las predicciones"),
    "verify.labels_passed": (
        "The {n:,} predictions are of the examples of the split, and the labels beside them are those of the data.",
        "Las {n:,} predicciones son de los ejemplos de la partición, y las etiquetas junto a ellas son las de los datos.",
    ),
    "verify.labels_ids": (
        "The predictions on {which} data are not of the examples that the split names.",
        "Las predicciones con datos de {which} no son de los ejemplos que nombra la partición.",
    ),
    "verify.labels_other": (
        "Predictions on {which} data with a label that the data do not have: {count:,}, such as {name}.",
        "Predicciones con datos de {which} y una etiqueta que no es la de los datos: {count:,}, como {name}.",
    ),
    "verify.start_title": ("First weights", "Primeros pesos"),
    "verify.start_passed": (
        "The network began with the weights that seed {seed} draws.",
        "La red empezó con los pesos que sortea la semilla {seed}.",
    ),
    "verify.start_other": (
        "The network did not begin with the weights that seed {seed} draws: it had been trained, or recipe or record changed.",
        "La red no empezó con los pesos que sortea la semilla {seed}: ya estaba entrenada, o cambió la receta o el registro.",
    ),
    "verify.start_unrecorded": (
        "The run did not record its first weights: it is of an earlier version.",
        "La ejecución no registró sus primeros pesos: es de una versión anterior.",
    ),
    "verify.start_elsewhere": (
        "The first weights are other ones here, but the run was trained elsewhere, with torch {torch}: nothing follows.",
        "Aquí los primeros pesos son otros, pero la ejecución se entrenó en otro lugar, con torch {torch}: no se concluye nada.",
    ),
    "verify.predictions_title": ("Predictions from the weights", "Predicciones a partir de los pesos"),
    "verify.predictions_passed": (
        "Computed again from weights and data, the {n:,} predictions are the stored ones: probabilities differ by {largest:.6f} "
        "at most ({tolerance:.4f} is allowed).",
        "Calculadas de nuevo con los pesos y los datos, las {n:,} predicciones son las guardadas: las probabilidades difieren "
        "en {largest:.6f} como mucho (se permite {tolerance:.4f}).",
    ),
    "verify.predictions_other": (
        "Computed again from weights and data, {count:,} of {n:,} predictions on {which} data are others, such as that of "
        "{name}: probabilities differ by up to {largest:.3f} ({tolerance:.4f} is allowed).",
        "Calculadas de nuevo con los pesos y los datos, {count:,} de {n:,} predicciones con datos de {which} son otras, como la "
        "de {name}: las probabilidades difieren hasta en {largest:.3f} (se permite {tolerance:.4f}).",
    ),
    "verify.predictions_weights": (
        "The weights are not those with which the training ended.",
        "Los pesos no son aquellos con los que terminó el entrenamiento.",
    ),
    "verify.training_title": ("Training figures from the weights", "Cifras de entrenamiento a partir de los pesos"),
    "verify.training_passed": (
        "Measured again on {n:,} training images, accuracy and loss are those of the record.",
        "Medidas de nuevo con {n:,} imágenes de entrenamiento, la exactitud y la pérdida son las del registro.",
    ),
    "verify.training_other": (
        "On training images the record says {told} for the {figure}; measured again from the weights it is {own}.",
        "Con imágenes de entrenamiento el registro dice {told} para la {figure}; medida de nuevo con los pesos es {own}.",
    ),
    "verify.figures_title": ("Figures from the predictions", "Cifras a partir de las predicciones"),
    "verify.figures_passed": (
        "Computed again from the stored predictions, all {count:,} figures and intervals are equal.",
        "Calculadas de nuevo con las predicciones guardadas, las {count:,} cifras e intervalos son iguales.",
    ),
    "verify.figures_other": (
        "On {which} data the record says {figure} = {told}; the stored predictions give {own}.",
        "Con datos de {which} el registro dice {figure} = {told}; las predicciones guardadas dan {own}.",
    ),
    "verify.figures_part": (
        "There are figures for {which} data without predictions, or predictions without figures.",
        "Hay cifras con datos de {which} sin predicciones, o predicciones sin cifras.",
    ),
    "verify.audit_title": ("Audit of the method", "Auditoría del método"),
    "verify.audit_passed": (
        "Audited again, the method gives what audit.json says; faults and warnings in it: {count}.",
        "Auditado de nuevo, el método da lo que dice audit.json; fallos y avisos en él: {count}.",
    ),
    "verify.audit_other": (
        "Audited again, {code_found} is found, which audit.json does not say. {message}",
        "Auditado de nuevo, se halla {code_found}, que audit.json no dice. {message}",
    ),
    "verify.audit_none": (
        "There is no audit.json to compare with: the run is of an earlier version.",
        "No hay audit.json con que comparar: la ejecución es de una versión anterior.",
    ),
    "verify.comparison_title": ("Comparison from the runs", "Comparación a partir de las ejecuciones"),
    "verify.comparison_passed": (
        "Computed again from the {runs} runs, arms, intervals, verdict and sentences are those of comparison.json.",
        "Calculados de nuevo con las {runs} ejecuciones, brazos, intervalos, veredicto y frases son los de comparison.json.",
    ),
    "verify.comparison_other": (
        "comparison.json says {figure} = {told}; the runs give {own}.",
        "comparison.json dice {figure} = {told}; las ejecuciones dan {own}.",
    ),
    "verify.comparison_none": (
        "There is no comparison.json: the experiment is not finished.",
        "No hay comparison.json: el experimento no ha terminado.",
    ),
}
