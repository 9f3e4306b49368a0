"""Sentences about the layer language, shapes that do not fit, and named models."""

TEXTS: dict[str, tuple[str, str]] = {
    "models.not_a_list": (
        'A model is a list of lines such as ["conv 32 3x3 relu", "flatten", "dense classes"], but \'{value}\' came.',
        'Un modelo es una lista de líneas como ["conv 32 3x3 relu", "flatten", "dense classes"], pero llegó \'{value}\'.',
    ),
    "models.empty": (
        'The model has no layers. The shortest one is ["flatten", "dense classes"].',
        'El modelo no tiene capas. El más corto es ["flatten", "dense classes"].',
    ),
    "models.not_a_line": (
        "Layer {where} is not a line of text. Write it as in 'conv 32 3x3 relu'.",
        "La capa {where} no es una línea de texto. Escríbala como en 'conv 32 3x3 relu'.",
    ),
    "models.empty_line": (
        "Layer {where} names no kind of layer. Valid: {valid}.",
        "La capa {where} no dice de qué tipo es. Válidos: {valid}.",
    ),
    "models.unknown_layer": (
        "Layer {where}: there is no kind of layer called '{word}'. Valid: {valid}.",
        "Capa {where}: no existe ningún tipo de capa llamado '{word}'. Válidos: {valid}.",
    ),
    "models.unknown_layer_guess": (
        "Layer {where}: there is no kind of layer called '{word}'. Did you mean '{guess}'? Valid: {valid}.",
        "Capa {where}: no existe ningún tipo de capa llamado '{word}'. ¿Quería decir '{guess}'? Válidos: {valid}.",
    ),
    "models.unknown_word": (
        "Layer {where}: the word '{word}' means nothing in a '{kind}' layer. Valid: {valid}; as in '{example}'.",
        "Capa {where}: la palabra '{word}' no significa nada en una capa '{kind}'. Válidas: {valid}; como en '{example}'.",
    ),
    "models.unknown_word_guess": (
        "Layer {where}: the word '{word}' means nothing in a '{kind}' layer. Did you mean '{guess}'? Valid: {valid}; as in '{example}'.",
        "Capa {where}: la palabra '{word}' no significa nada en una capa '{kind}'. ¿Quería decir '{guess}'? Válidas: {valid}; como en '{example}'.",
    ),
    "models.no_words": (
        "Layer {where}: '{kind}' takes no words or numbers. Remove '{word}'.",
        "Capa {where}: '{kind}' no admite palabras ni números. Quite '{word}'.",
    ),
    "models.softmax": (
        "Layer {where}: 'softmax' does not belong in the network. It ends in logits; the loss and the prediction apply the softmax themselves, and twice would flatten the probabilities. Remove the word.",
        "Capa {where}: 'softmax' no va dentro de la red. La red termina en logits; la pérdida y la predicción ya aplican la softmax, y aplicarla dos veces aplanaría las probabilidades. Quite la palabra.",
    ),
    "models.no_value": (
        "Layer {where}: '{word}' needs a number after it. Write it as in '{word} 2'; a whole line is '{example}'.",
        "Capa {where}: '{word}' necesita un número detrás. Escríbalo como en '{word} 2'; una línea completa es '{example}'.",
    ),
    "models.missing": (
        "Layer {where}: '{kind}' needs a value for '{field}'. Write it as in '{example}'.",
        "Capa {where}: '{kind}' necesita un valor para '{field}'. Escríbala como en '{example}'.",
    ),
    "models.too_many_numbers": (
        "Layer {where}: '{word}' is one value too many for '{kind}'. Write it as in '{example}'.",
        "Capa {where}: '{word}' es un valor de más para '{kind}'. Escríbala como en '{example}'.",
    ),
    "models.said_twice": (
        "Layer {where}: '{word}' sets '{field}' a second time. Keep only one of the two.",
        "Capa {where}: '{word}' fija '{field}' por segunda vez. Deje solo uno de los dos.",
    ),
    "models.unreadable_whole": (
        "Layer {where}: '{field}' must be a whole number such as 32, but '{value}' came.",
        "Capa {where}: '{field}' debe ser un número entero, como 32, pero llegó '{value}'.",
    ),
    "models.unreadable_units": (
        "Layer {where}: '{field}' must be a whole number such as 128, or 'classes', but '{value}' came.",
        "Capa {where}: '{field}' debe ser un número entero, como 128, o 'classes', pero llegó '{value}'.",
    ),
    "models.unreadable_pair": (
        "Layer {where}: '{field}' must be one whole number or two (height x width), such as 3 or 3x5, but '{value}' came.",
        "Capa {where}: '{field}' debe ser un número entero o dos (alto x ancho), como 3 o 3x5, pero llegó '{value}'.",
    ),
    "models.unreadable_rate": (
        "Layer {where}: '{field}' must be a fraction such as 0.2, but '{value}' came.",
        "Capa {where}: '{field}' debe ser una fracción, como 0.2, pero llegó '{value}'.",
    ),
    "models.not_whole": (
        "Layer {where}: '{field}' must be a whole number from 1 to {largest:,}, but it is {value}.",
        "Capa {where}: '{field}' debe ser un número entero de 1 a {largest:,}, pero es {value}.",
    ),
    "models.not_pair": (
        "Layer {where}: '{field}' takes whole numbers (height x width) from 1 to {largest:,}, but it is {value}.",
        "Capa {where}: '{field}' admite números enteros (alto x ancho) de 1 a {largest:,}, pero es {value}.",
    ),
    "models.bad_rate": (
        "Layer {where}: '{field}' must be at least 0 and less than 1, but it is {value}. To drop one value in five, write 0.2.",
        "Capa {where}: '{field}' debe ser al menos 0 y menor que 1, pero es {value}. Para anular uno de cada cinco valores, escriba 0.2.",
    ),
    "models.bad_choice": (
        "Layer {where}: '{field}' cannot be '{value}'. Valid: {valid}.",
        "Capa {where}: '{field}' no puede ser '{value}'. Válidos: {valid}.",
    ),
    "models.even_kernel": (
        "Layer {where}: a residual block needs a kernel of odd height and width, such as 3x3, but {kernel} came.",
        "Capa {where}: un bloque residual necesita un núcleo de alto y ancho impares, como 3x3, pero llegó {kernel}.",
    ),
    "models.bad_name": (
        "Layer {where}: '{name}' cannot be a name. A name starts with a letter and has up to 40 letters, digits or '_': 'C1: conv 6 5x5'.",
        "Capa {where}: '{name}' no puede ser un nombre. Un nombre empieza por una letra y tiene hasta 40 letras, cifras o '_': 'C1: conv 6 5x5'.",
    ),
    "models.duplicate_name": (
        "Layer {where}: the name '{name}' is taken by an earlier layer. Give this one another.",
        "Capa {where}: el nombre '{name}' ya lo tiene una capa anterior. Dele otro a esta.",
    ),
    "models.bad_input_shape": (
        "The images that enter a network have the shape (channels, height, width), all of them 1 or more, but {shape} came.",
        "Las imágenes que entran en una red tienen la forma (canales, alto, ancho), todos de 1 o más, pero llegó {shape}.",
    ),
    "models.bad_num_classes": (
        "A network needs at least one class to tell, but the number of classes is {num_classes}.",
        "Una red necesita al menos una clase que distinguir, pero el número de clases es {num_classes}.",
    ),
    "models.too_small": (
        "Layer {where} needs at least {needed} pixels, but {arriving} arrives (channels x height x width). Use larger images, a smaller window, 'same' padding, or fewer pooling layers before it.",
        "La capa {where} necesita al menos {needed} píxeles, pero le llega {arriving} (canales x alto x ancho). Use imágenes más grandes, una ventana menor, relleno 'same' o menos capas de pooling antes.",
    ),
    "models.needs_images": (
        "Layer {where} works on images (channels x height x width), but a row of {arriving} values arrives. Put it before the 'flatten' or 'globalpool'.",
        "La capa {where} trabaja con imágenes (canales x alto x ancho), pero le llega una fila de {arriving} valores. Póngala antes del 'flatten' o 'globalpool'.",
    ),
    "models.needs_flat": (
        "Layer {where} works on a row of values, but images of {arriving} arrive (channels x height x width). Put a 'flatten' or 'globalpool' before it.",
        "La capa {where} trabaja con una fila de valores, pero le llegan imágenes de {arriving} (canales x alto x ancho). Ponga antes un 'flatten' o un 'globalpool'.",
    ),
    "models.groups": (
        "Layer {where}: {groups} groups must divide both the {channels} channels that arrive ({arriving}) and the {filters} filters. Valid: {valid}.",
        "Capa {where}: los {groups} grupos deben dividir tanto los {channels} canales que llegan ({arriving}) como los {filters} filtros. Válidos: {valid}.",
    ),
    "models.too_large": (
        "Layer {where} would need {values:,} values, more than the {largest:,} that Pupila allows, because {arriving} arrives. Make it smaller, or pool before it.",
        "La capa {where} necesitaría {values:,} valores, más de los {largest:,} que Pupila admite, porque le llega {arriving}. Hágala más pequeña o ponga antes una capa de pooling.",
    ),
    "models.last_shape": (
        "The network ends at layer {where} with the shape {shape}, but one number for each of the {num_classes} classes is needed. End it with 'dense classes', after a 'flatten' or 'globalpool' where images arrive.",
        "La red termina en la capa {where} con la forma {shape}, pero hace falta un número para cada una de las {num_classes} clases. Termínela con 'dense classes', tras un 'flatten' o un 'globalpool' si llegan imágenes.",
    ),
    "models.last_activation": (
        "The network ends at layer {where} with the activation '{activation}', but it must end in logits, which are free numbers. Remove the activation; the loss applies its softmax itself.",
        "La red termina en la capa {where} con la activación '{activation}', pero debe terminar en logits, que son números libres. Quite la activación; la pérdida ya aplica la softmax.",
    ),
    "models.preset_syntax": (
        "'{text}' is not a named model. Write its name, with options where needed: 'lenet5' or 'mlp(units=128, dropout=0.2)'.",
        "'{text}' no es un modelo con nombre. Escriba su nombre, con opciones si hace falta: 'lenet5' o 'mlp(units=128, dropout=0.2)'.",
    ),
    "models.unknown_option": (
        "The model '{name}' has no option '{option}'. Valid: {valid}.",
        "El modelo '{name}' no tiene la opción '{option}'. Válidas: {valid}.",
    ),
    "models.unknown_option_guess": (
        "The model '{name}' has no option '{option}'. Did you mean '{guess}'? Valid: {valid}.",
        "El modelo '{name}' no tiene la opción '{option}'. ¿Quería decir '{guess}'? Válidas: {valid}.",
    ),
    "models.no_options": (
        "The model '{name}' has no options. Write it without '{option}'.",
        "El modelo '{name}' no tiene opciones. Escríbalo sin '{option}'.",
    ),
    "models.bad_option": (
        "The option '{option}' of the model '{name}' cannot be '{value}'. Its default is {default}, and a value of the same sort is needed.",
        "La opción '{option}' del modelo '{name}' no puede ser '{value}'. Su valor por defecto es {default}, y hace falta uno del mismo tipo.",
    ),
    "models.option_range": (
        "The option '{option}' of the model '{name}' must be a whole number from {least:,} to {most:,}, but it is {value}.",
        "La opción '{option}' del modelo '{name}' debe ser un número entero de {least:,} a {most:,}, pero es {value}.",
    ),
    "models.unknown_init": (
        "Weights cannot start as '{init}'. Valid: {valid}.",
        "Los pesos no pueden empezar como '{init}'. Válidos: {valid}.",
    ),
    "models.whitening_images": (
        "A whitening layer is fitted to finite float images of shape (images, {shape}), at least one, but {came} came.",
        "Una capa de blanqueo se ajusta a imágenes de números reales finitos de forma (imágenes, {shape}), al menos una, pero llegó {came}.",
    ),
}
