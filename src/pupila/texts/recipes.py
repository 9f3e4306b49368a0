"""Sentences about recipes."""

TEXTS: dict[str, tuple[str, str]] = {
    "recipes.unknown": (
        "There is no recipe or data set '{name}', and no such file or folder. Recipes: {valid}.",
        "No existe la receta ni el conjunto de datos '{name}', ni tal archivo o carpeta. Recetas: {valid}.",
    ),
    "recipes.unknown_guess": (
        "There is no recipe or data set '{name}', and no such file or folder. Did you mean '{guess}'? Recipes: {valid}.",
        "No existe la receta ni el conjunto de datos '{name}', ni tal archivo o carpeta. ¿Quería decir '{guess}'? "
        "Recetas: {valid}.",
    ),
    "recipes.unknown_key": (
        "The recipe has an unknown key '{key}'. Valid there: {valid}.",
        "La receta tiene una clave desconocida, '{key}'. Válidas ahí: {valid}.",
    ),
    "recipes.unknown_key_guess": (
        "The recipe has an unknown key '{key}'. Did you mean '{guess}'? Valid there: {valid}.",
        "La receta tiene una clave desconocida, '{key}'. ¿Quería decir '{guess}'? Válidas ahí: {valid}.",
    ),
    "recipes.missing_key": (
        "The recipe lacks '{key}'. Add it; 'pupila recipes show digits' prints a complete example.",
        "A la receta le falta '{key}'. Añádala; 'pupila recipes show digits' muestra un ejemplo completo.",
    ),
    "recipes.not_one_of": (
        "'{received}' is no value for {key}. Valid: {expected}.",
        "'{received}' no es un valor para {key}. Válidos: {expected}.",
    ),
    "recipes.wrong_value": (
        "'{received}' is no value for {key}: {reason}.",
        "'{received}' no es un valor para {key}: {reason}.",
    ),
    "recipes.value_whole": (
        "'{received}' is no value for {key}: a whole number is needed.",
        "'{received}' no es un valor para {key}: hace falta un número entero.",
    ),
    "recipes.value_number": (
        "'{received}' is no value for {key}: a number is needed.",
        "'{received}' no es un valor para {key}: hace falta un número.",
    ),
    "recipes.value_truth": (
        "'{received}' is no value for {key}: it is either true or false.",
        "'{received}' no es un valor para {key}: es true o false.",
    ),
    "recipes.value_list": (
        "'{received}' is no value for {key}: a list is needed, as in [64, 64].",
        "'{received}' no es un valor para {key}: hace falta una lista, como [64, 64].",
    ),
    "recipes.value_text": (
        "'{received}' is no value for {key}: text is needed.",
        "'{received}' no es un valor para {key}: hace falta un texto.",
    ),
    "recipes.value_table": (
        "'{received}' is no value for {key}: a table is needed, with keys of its own.",
        "'{received}' no es un valor para {key}: hace falta una tabla con claves propias.",
    ),
    "recipes.value_above": (
        "'{received}' is no value for {key}: it must be greater than {bound}.",
        "'{received}' no es un valor para {key}: debe ser mayor que {bound}.",
    ),
    "recipes.value_least": (
        "'{received}' is no value for {key}: it must be at least {bound}.",
        "'{received}' no es un valor para {key}: debe ser {bound} como mínimo.",
    ),
    "recipes.value_below": (
        "'{received}' is no value for {key}: it must be less than {bound}.",
        "'{received}' no es un valor para {key}: debe ser menor que {bound}.",
    ),
    "recipes.value_most": (
        "'{received}' is no value for {key}: it must be at most {bound}.",
        "'{received}' no es un valor para {key}: debe ser {bound} como máximo.",
    ),
    "recipes.not_a_table": (
        "'{key}' leads into a value that is no table. Keys have two parts, as in train.epochs.",
        "'{key}' lleva a un valor que no es una tabla. Las claves tienen dos partes, como train.epochs.",
    ),
    "recipes.sealed": (
        "The test set cannot serve as validation data: what chooses an epoch or a setting has seen it, and its accuracy "
        "would no longer tell how well new images are recognised. Give split.val a fraction of the training set, such as 0.1.",
        "El conjunto de prueba no puede servir de validación: lo que elige una época o un ajuste lo habría visto, y su "
        "exactitud ya no diría cómo se reconocen imágenes nuevas. Dé a split.val una fracción del entrenamiento, como 0.1.",
    ),
    "recipes.layers_or_name": (
        "A network is given either by model.layers or by model.name; exactly one of the two must be there.",
        "Una red se da por model.layers o por model.name; debe haber exactamente uno de los dos.",
    ),
    "recipes.widths_of_layers": (
        "model.widths gives a choice of widths to a named model; model.layers has no width to choose. Leave one of the two out.",
        "model.widths da a elegir anchuras a una red con nombre; model.layers no tiene anchura que elegir. Quite uno de los dos.",
    ),
    "recipes.unreadable": (
        "The recipe '{path}' cannot be read: {reason}. Check the path; recipes are UTF-8 text.",
        "No se puede leer la receta '{path}': {reason}. Compruebe la ruta; las recetas son texto UTF-8.",
    ),
    "recipes.not_toml": (
        "The recipe '{name}' is not valid TOML: {reason}.",
        "La receta '{name}' no es TOML válido: {reason}.",
    ),
    "recipes.setting": (
        "'{text}' is no setting. Write key=value, as in --set train.epochs=3.",
        "'{text}' no es un ajuste. Escriba clave=valor, como en --set train.epochs=3.",
    ),
    "recipes.options_twice": (
        "model.options and the brackets in model.name '{name}' both give options. Use one of the two.",
        "model.options y los paréntesis de model.name '{name}' dan opciones los dos. Use solo uno.",
    ),
    "recipes.no_such_path": (
        "'{path}' is not there. Give a recipe, a data set, a folder with one sub-folder per class, or an .npz file.",
        "'{path}' no existe. Dé una receta, un conjunto de datos, una carpeta con una subcarpeta por clase o un archivo .npz.",
    ),
    "recipes.auto_epochs": (
        "Chosen for {examples:,} images of {classes} classes: {size} pixels, network {network}, epochs: {epochs}.",
        "Elegido para {examples:,} imágenes de {classes} clases: {size} píxeles, red {network}, épocas: {epochs}.",
    ),
    "recipes.auto_minutes": (
        "Chosen for {examples:,} images of {classes} classes: {size} pixels, network {network}, and as many epochs as "
        "fit into the time ({minutes:g} min).",
        "Elegido para {examples:,} imágenes de {classes} clases: {size} píxeles, red {network}, y tantas épocas como "
        "quepan en el tiempo ({minutes:g} min).",
    ),
    "recipes.auto_mirrored": (
        "Training images are also shown mirrored: no class faces one way.",
        "Las imágenes de entrenamiento se muestran también reflejadas: ninguna clase mira hacia un solo lado.",
    ),
    "recipes.auto_not_mirrored": (
        "Training images are not mirrored, because those of '{name}' face one way; to mirror them all the same, add "
        "'flip alternating' to augment.lines.",
        "Las imágenes de entrenamiento no se reflejan, porque las de '{name}' miran hacia un lado; para reflejarlas de "
        "todos modos, añada 'flip alternating' a augment.lines.",
    ),
    "recipes.auto_mirror_unknown": (
        "Training images are not mirrored, because no class has enough of them to tell whether it faces one way; to "
        "mirror them all the same, add 'flip alternating' to augment.lines.",
        "Las imágenes de entrenamiento no se reflejan, porque ninguna clase tiene bastantes para saber si mira hacia un "
        "solo lado; para reflejarlas de todos modos, añada 'flip alternating' a augment.lines.",
    ),
    "recipes.auto_unbalanced": (
        "The classes are unequal: {few:,} images of '{smallest}', {many:,} of '{largest}'. Read the balanced accuracy and "
        "the figures of each class, not the accuracy alone.",
        "Las clases son desiguales: {few:,} imágenes de '{smallest}', {many:,} de '{largest}'. Mire la exactitud "
        "equilibrada y las cifras de cada clase, no solo la exactitud.",
    ),
}
