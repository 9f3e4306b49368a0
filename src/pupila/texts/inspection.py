"""Sentences about networks, layer by layer, and about what they make of an image."""

TEXTS: dict[str, tuple[str, str]] = {
    # What a layer does
    "inspection.conv": (
        "It slides {kernels} of {size} over the image, {step}. Each one looks at {depth}, multiplies every value under it by a weight and adds the products up{bias}; the sums are its map of the image.",
        "Desliza {kernels} de {size} sobre la imagen, {step}. Cada uno mira {depth}, multiplica cada valor que cubre por un peso y suma los productos{bias}; esas sumas son su mapa de la imagen.",
    ),
    "inspection.kernels": ("{count:,} kernels", "{count:,} filtros"),
    "inspection.kernels_one": ("one kernel", "un filtro"),
    "inspection.step_one": ("pixel by pixel", "píxel a píxel"),
    "inspection.step": ("in steps of {step} pixels", "en pasos de {step} píxeles"),
    "inspection.depth": ("all {count:,} channels at once", "los {count:,} canales a la vez"),
    "inspection.depth_one": ("the one channel there is", "el único canal que hay"),
    "inspection.depth_groups": (
        "{count:,} of the {channels:,} channels ({groups:,} groups)",
        "{count:,} de los {channels:,} canales ({groups:,} grupos)",
    ),
    "inspection.with_bias": (", and then its bias", ", y después su sesgo"),
    "inspection.whiten": (
        "It slides {kernels} of {size} over the image that make its neighbouring values independent of each other and equally strong (whitening). They were measured on training images once and are not trained.",
        "Desliza {kernels} de {size} sobre la imagen que hacen que los valores vecinos sean independientes entre sí e igual de fuertes (blanqueo). Se midieron una vez en imágenes de entrenamiento y no se entrenan.",
    ),
    "inspection.residual": (
        "It sends the image through two convolutions of {size} with {kernels} each, and adds the image itself to what comes out: the block only has to learn what should change.",
        "Hace pasar la imagen por dos convoluciones de {size} con {kernels} cada una y suma la propia imagen al resultado: el bloque solo tiene que aprender lo que debe cambiar.",
    ),
    "inspection.residual_shortcut": (
        "Because the shape changes, a 1x1 convolution brings the image to the new shape before the sum.",
        "Como la forma cambia, una convolución de 1x1 lleva la imagen a la nueva forma antes de la suma.",
    ),
    "inspection.residual_norms": (
        "Every convolution is followed by a batch normalisation.",
        "A cada convolución le sigue una normalización por lotes.",
    ),
    "inspection.dense": (
        "It connects every one of the {inputs:,} values that arrive with {units}: each output is the sum of all the values, each times a weight of its own{bias}.",
        "Conecta cada uno de los {inputs:,} valores que llegan con {units}: cada salida es la suma de todos los valores, cada uno por su propio peso{bias}.",
    ),
    "inspection.units": ("every one of its {count:,} outputs", "cada una de sus {count:,} salidas"),
    "inspection.units_one": ("its one output", "su única salida"),
    "inspection.logits": (
        "There is one output for each class, the logit; softmax turns the logits into probabilities.",
        "Hay una salida por clase, el logit; la softmax convierte los logits en probabilidades.",
    ),
    "inspection.maxpool": (
        "It looks at the image through windows of {size}, {step}, and keeps the largest value of each: the image becomes smaller, and the strongest answers stay.",
        "Mira la imagen a través de ventanas de {size}, {step}, y conserva el mayor valor de cada una: la imagen se hace más pequeña y quedan las respuestas más fuertes.",
    ),
    "inspection.avgpool": (
        "It looks at the image through windows of {size}, {step}, and keeps the mean of each: the image becomes smaller and smoother.",
        "Mira la imagen a través de ventanas de {size}, {step}, y conserva la media de cada una: la imagen se hace más pequeña y más suave.",
    ),
    "inspection.step_beside": ("side by side", "una junto a otra"),
    "inspection.globalpool_avg": (
        "It reduces each of the {channels:,} maps to one number, its mean: whether something is there counts, and no longer where.",
        "Reduce cada uno de los {channels:,} mapas a un número, su media: cuenta si algo está, y ya no dónde.",
    ),
    "inspection.globalpool_max": (
        "It reduces each of the {channels:,} maps to one number, its largest value: whether something is there counts, and no longer where.",
        "Reduce cada uno de los {channels:,} mapas a un número, su mayor valor: cuenta si algo está, y ya no dónde.",
    ),
    "inspection.flatten": (
        "It writes the image as one row of values, pixel after pixel; nothing is computed and nothing is lost.",
        "Escribe la imagen como una sola fila de valores, píxel tras píxel; no calcula nada ni pierde nada.",
    ),
    "inspection.dropout": (
        "While training, it sets {rate:.0%} of the values to 0 at random and divides the others by {keep:.2f}, so that the network does not come to rely on single values. When the network answers, it lets everything through.",
        "Al entrenar, pone a 0 al azar el {rate:.0%} de los valores y divide los demás entre {keep:.2f}, para que la red no dependa de valores sueltos. Cuando la red responde, deja pasar todo.",
    ),
    "inspection.batchnorm": (
        "It brings every one of the {channels:,} channels to mean 0 and variance 1 over the images of a batch, then scales and shifts it by two learned numbers: training becomes steadier. When the network answers, the running mean and variance of training are used.",
        "Lleva cada uno de los {channels:,} canales a media 0 y varianza 1 sobre las imágenes de un lote, y luego lo escala y desplaza con dos números aprendidos: el entrenamiento se vuelve más estable. Cuando la red responde, se usan la media y la varianza acumuladas al entrenar.",
    ),
    "inspection.act_relu": (
        "relu sets negative values to 0 and leaves the others as they are.",
        "relu pone a 0 los valores negativos y deja los demás como están.",
    ),
    "inspection.act_tanh": (
        "tanh bends every value into the range from -1 to 1.",
        "tanh comprime cada valor entre -1 y 1.",
    ),
    "inspection.act_sigmoid": (
        "sigmoid bends every value into the range from 0 to 1.",
        "sigmoid comprime cada valor entre 0 y 1.",
    ),
    "inspection.act_gelu": (
        "gelu leaves large values as they are, brings strongly negative ones to 0, and bends smoothly between the two.",
        "gelu deja los valores grandes como están, lleva los muy negativos a 0 y se curva con suavidad entre ambos.",
    ),
    "inspection.act_silu": (
        "silu multiplies every value by its sigmoid: large values stay, strongly negative ones go to 0.",
        "silu multiplica cada valor por su sigmoide: los grandes se quedan, los muy negativos van a 0.",
    ),
    # How the shape comes about
    "inspection.shape_both": (
        "From {arriving} to {leaving}: height and width are {sum} each.",
        "De {arriving} a {leaving}: el alto y el ancho son {sum}.",
    ),
    "inspection.shape_two": (
        "From {arriving} to {leaving}: the height is {height}, the width {width}.",
        "De {arriving} a {leaving}: el alto es {height}, y el ancho {width}.",
    ),
    "inspection.shape_maps": ("One channel for each kernel.", "Un canal por filtro."),
    "inspection.shape_floor": (
        "The division is rounded down: a rest at the edge is left out.",
        "La división se redondea hacia abajo: el resto del borde queda fuera.",
    ),
    "inspection.shape_same": (
        "What is added inside the brackets are the zeros that 'same' puts around the image.",
        "Lo que se suma dentro del paréntesis son los ceros que 'same' pone alrededor de la imagen.",
    ),
    "inspection.shape_same_pool": (
        "What is added inside the brackets are the empty places that 'same' puts around the image; they do not count.",
        "Lo que se suma dentro del paréntesis son los huecos que 'same' pone alrededor de la imagen; no cuentan.",
    ),
    "inspection.shape_residual": (
        "What is added inside the brackets are zeros around the image, half a kernel on every side.",
        "Lo que se suma dentro del paréntesis son ceros alrededor de la imagen, medio filtro por cada lado.",
    ),
    "inspection.shape_row": (
        "From {arriving} to a row of {sum} values.",
        "De {arriving} a una fila de {sum} valores.",
    ),
    "inspection.shape_values": (
        "From {arriving} to {leaving}: one value for each output.",
        "De {arriving} a {leaving}: un valor por salida.",
    ),
    "inspection.shape_global": (
        "From {arriving} to {leaving}: one value for each channel.",
        "De {arriving} a {leaving}: un valor por canal.",
    ),
    "inspection.shape_stays": ("The shape stays {shape}.", "La forma sigue siendo {shape}."),
    "inspection.shape_seen": ("From {arriving} to {leaving}.", "De {arriving} a {leaving}."),
    "inspection.values": ("{count:,} values", "{count:,} valores"),
    "inspection.values_one": ("one value", "un valor"),
    # What it costs
    "inspection.parameters_bias": (
        "{sum} parameters: the weights that lead to one output and its one bias, times the outputs.",
        "{sum} parámetros: los pesos que llevan a una salida y su único sesgo, por el número de salidas.",
    ),
    "inspection.parameters_kernel_bias": (
        "{sum} parameters: the weights of one kernel and its one bias, times the kernels.",
        "{sum} parámetros: los pesos de un filtro y su único sesgo, por el número de filtros.",
    ),
    "inspection.parameters_no_bias": ("{sum} parameters: weights, no biases.", "{sum} parámetros: pesos, sin sesgos."),
    "inspection.parameters_whiten": (
        "{sum} fixed weights, which training does not change.",
        "{sum} pesos fijos, que el entrenamiento no cambia.",
    ),
    "inspection.parameters_norm": (
        "{sum} parameters: a scale and a shift for each channel.",
        "{sum} parámetros: una escala y un desplazamiento por canal.",
    ),
    "inspection.parameters_residual": (
        "{sum} parameters: the kernels, and a scale and a shift for each channel of each normalisation.",
        "{sum} parámetros: los filtros, y una escala y un desplazamiento por canal de cada normalización.",
    ),
    "inspection.parameters_none": (
        "No parameters: there is nothing to learn.",
        "Sin parámetros: no hay nada que aprender.",
    ),
    "inspection.parameters_seen": ("{count:,} parameters.", "{count:,} parámetros."),
    "inspection.products": ("{sum} multiply-adds for one image.", "{sum} multiplicaciones y sumas por imagen."),
    "inspection.products_none": (
        "No multiply-adds are counted here: by custom only those of convolutions and dense layers are.",
        "Aquí no se cuentan multiplicaciones y sumas: por costumbre solo cuentan las de las capas convolucionales y densas.",
    ),
    "inspection.memory": ("{sum} bytes for the output of one image.", "{sum} bytes para la salida de una imagen."),
    "inspection.field_both": (
        "Each value depends on {size} pixels of the image ({sum}).",
        "Cada valor depende de {size} píxeles de la imagen ({sum}).",
    ),
    "inspection.field_two": (
        "Each value depends on {size} pixels of the image (height {height}, width {width}).",
        "Cada valor depende de {size} píxeles de la imagen (alto {height}, ancho {width}).",
    ),
    "inspection.field_stays": (
        "Each value still depends on {size} pixels of the image.",
        "Cada valor sigue dependiendo de {size} píxeles de la imagen.",
    ),
    "inspection.field_whole": (
        "With the edges included that is all of the image, which has {image}.",
        "Contando los bordes, eso es toda la imagen, que tiene {image}.",
    ),
    "inspection.field_jump": (
        "The field of the next value lies {jump} further.",
        "El campo del valor siguiente queda {jump} más allá.",
    ),
    "inspection.pixels_one": ("1 pixel", "1 píxel"),
    "inspection.pixels": ("{count} pixels", "{count} píxeles"),
    # Modules that were watched by hooks
    "inspection.module": (
        "A module of the class {kind}, seen while one image passed through.",
        "Un módulo de la clase {kind}, observado mientras pasaba una imagen.",
    ),
    "inspection.module_again": (
        "It has been called before: its parameters are counted there.",
        "Ya se ha usado antes: sus parámetros se cuentan allí.",
    ),
    "inspection.field_unknown": (
        "The receptive field is not followed through modules that are not written in the layer language.",
        "El campo receptivo no se sigue a través de módulos que no están escritos en el lenguaje de capas.",
    ),
    "inspection.note_functional": (
        "Seen were modules, by hooks: what the network computes with bare functions (such as torch.flatten or +) appears in the shapes, but not as layers and not in the multiply-adds.",
        "Lo observado son módulos, mediante ganchos (hooks): lo que la red calcula con funciones sueltas (como torch.flatten o +) se nota en las formas, pero no aparece como capas ni en las multiplicaciones y sumas.",
    ),
    "inspection.note_unseen": (
        "{count:,} parameters belong to modules that were not called as modules while the image passed; they are in the total only.",
        "{count:,} parámetros pertenecen a módulos que no se llamaron como tales mientras pasaba la imagen; solo figuran en el total.",
    ),
    "inspection.note_untrained": (
        "This network is not trained: its weights are random. The maps show how shapes change, and nothing that was learned.",
        "Esta red no está entrenada: sus pesos son aleatorios. Los mapas muestran cómo cambian las formas, y nada aprendido.",
    ),
    "inspection.note_no_image": (
        "Given an image (--image FILE), a trained run also shows its kernels, what every layer makes of that image, and where the network looked.",
        "Con una imagen (--image ARCHIVO), una ejecución entrenada muestra también sus filtros, lo que cada capa hace con esa imagen y dónde miró la red.",
    ),
    # Headings and labels
    "inspection.title": ("Explanation of a network", "Explicación de una red"),
    "inspection.skip": ("To the content", "Al contenido"),
    "inspection.nav": ("Parts of this page", "Partes de esta página"),
    "inspection.section.network": ("The network", "La red"),
    "inspection.section.image": ("Your image", "Su imagen"),
    "inspection.section.kernels": ("Kernels", "Filtros"),
    "inspection.section.layers": ("Layer by layer", "Capa por capa"),
    "inspection.intro": (
        "{layers:,} layers turn an image of {shape} into {outputs}, with {parameters:,} parameters and {products:,} multiply-adds for each image.",
        "{layers:,} capas convierten una imagen de {shape} en {outputs}, con {parameters:,} parámetros y {products:,} multiplicaciones y sumas por imagen.",
    ),
    "inspection.outputs_classes": ("{count:,} logits, one for each class", "{count:,} logits, uno por clase"),
    "inspection.reading_shapes": (
        "Shapes are written height x width x channels. In the drawing, a box is as high as its maps are (not to scale), as wide as it has channels, and a bar stands for a row of values.",
        "Las formas se escriben alto x ancho x canales. En el dibujo, la altura de una caja sigue la de sus mapas (no está a escala), su anchura sigue el número de canales, y una barra es una fila de valores.",
    ),
    "inspection.input": ("input", "entrada"),
    "inspection.layer": ("layer", "capa"),
    "inspection.line": ("as a line", "como línea"),
    "inspection.output": ("output", "salida"),
    "inspection.head_parameters": ("parameters", "parámetros"),
    "inspection.head_products": ("multiply-adds", "mult. y sumas"),
    "inspection.head_memory": ("bytes", "bytes"),
    "inspection.head_field": ("receptive field", "campo receptivo"),
    "inspection.total": ("total", "total"),
    "inspection.row_what": ("What it does", "Qué hace"),
    "inspection.row_shape": ("Shape", "Forma"),
    "inspection.row_parameters": ("Parameters", "Parámetros"),
    "inspection.row_products": ("Multiply-adds", "Multiplicaciones y sumas"),
    "inspection.row_memory": ("Memory", "Memoria"),
    "inspection.row_field": ("Receptive field", "Campo receptivo"),
    "inspection.meta_images": ("Images", "Imágenes"),
    "inspection.meta_classes": ("Classes", "Clases"),
    "inspection.meta_layers": ("Layers", "Capas"),
    "inspection.meta_parameters": ("Parameters", "Parámetros"),
    "inspection.meta_products": ("Multiply-adds", "Multiplicaciones y sumas"),
    "inspection.diagram": ("Drawing of the network {name}", "Dibujo de la red {name}"),
    "inspection.footer": (
        "Written by Pupila. Nothing on this page is fetched from the network.",
        "Escrito por Pupila. Nada de esta página se descarga de la red.",
    ),
    # The image
    "inspection.photo": ("Your image, {size} pixels", "Su imagen, {size} píxeles"),
    "inspection.seen": ("What the network saw, {size} pixels", "Lo que vio la red, {size} píxeles"),
    "inspection.seen_unit": (
        "The image is resized to {size} ({channels}), and its values are divided by 255.",
        "La imagen se redimensiona a {size} ({channels}) y sus valores se dividen entre 255.",
    ),
    "inspection.seen_standardise": (
        "The image is resized to {size} ({channels}), its values are divided by 255, and each channel is brought to the mean 0 and deviation 1 of the training images.",
        "La imagen se redimensiona a {size} ({channels}), sus valores se dividen entre 255 y cada canal se lleva a la media 0 y desviación 1 de las imágenes de entrenamiento.",
    ),
    "inspection.channels_grey": ("grey", "gris"),
    "inspection.channels_colour": ("colour", "color"),
    "inspection.answer": (
        "The network says {name}, with {confidence:.1%} confidence.",
        "La red dice {name}, con una confianza del {confidence:.1%}.",
    ),
    "inspection.answer_title": ("What it answered", "Qué respondió"),
    "inspection.looked": ("Where it looked", "Dónde miró"),
    "inspection.gradcam": (
        "Grad-CAM of {layer}: the maps of that layer, weighted by how much each raises the logit of {name}. Red: speaks for {name}. The map has {size} places and is drawn smooth.",
        "Grad-CAM de {layer}: los mapas de esa capa, ponderados según cuánto sube cada uno el logit de {name}. Rojo: habla a favor de {name}. El mapa tiene {size} puntos y se dibuja suavizado.",
    ),
    "inspection.gradcam_empty": (
        "Grad-CAM of {layer}: no place of that layer's maps speaks for {name}; the class was chosen by what comes after.",
        "Grad-CAM de {layer}: ningún punto de los mapas de esa capa habla a favor de {name}; la clase se decidió en lo que viene después.",
    ),
    "inspection.occlusion": (
        "Occlusion: a patch of {patch} in the image's mean colour is moved over the image. Red: hiding this lowers the probability of {name}, by up to {most:.1%}. Blue: hiding it raises it.",
        "Oclusión: un parche de {patch} del color medio de la imagen se desplaza sobre ella. Rojo: taparlo baja la probabilidad de {name}, hasta {most:.1%}. Azul: taparlo la sube.",
    ),
    "inspection.title_gradcam": ("Grad-CAM", "Grad-CAM"),
    "inspection.title_occlusion": ("Occlusion", "Oclusión"),
    "inspection.kernels_conv": (
        "Kernels of {layer}, {size} pixels each ({shown}): what the network's first layer looks for.",
        "Filtros de {layer}, de {size} píxeles cada uno ({shown}): lo que busca la primera capa de la red.",
    ),
    "inspection.kernels_dense": (
        "Weights of the outputs of {layer} ({shown}), laid out like the image: what each output looks for.",
        "Pesos de las salidas de {layer} ({shown}), dispuestos como la imagen: lo que busca cada salida.",
    ),
    "inspection.kernels_fixed": (
        "These were measured on training images and are not trained.",
        "Se midieron en imágenes de entrenamiento y no se entrenan.",
    ),
    "inspection.colours": (
        "Red is positive, white is 0, blue is negative; the strongest colour is the largest value of the picture.",
        "El rojo es positivo, el blanco es 0, el azul es negativo; el color más intenso es el mayor valor de la imagen.",
    ),
    "inspection.colours_kernels": (
        "Red is positive, white is 0, blue is negative; every kernel has its own scale.",
        "El rojo es positivo, el blanco es 0, el azul es negativo; cada filtro tiene su propia escala.",
    ),
    "inspection.colours_photo": (
        "Grey is 0; a colour is what the kernel adds up, its opposite what it subtracts; every kernel has its own scale.",
        "El gris es 0; un color es lo que el filtro suma, y su opuesto lo que resta; cada filtro tiene su propia escala.",
    ),
    "inspection.maps": ("What {layer} makes of your image", "Lo que {layer} hace con su imagen"),
    "inspection.maps_range": ("values from {low:.2f} to {high:.2f}", "valores de {low:.2f} a {high:.2f}"),
    "inspection.maps_some": ("the first {shown:,} of {total:,}", "primeros {shown:,} de {total:,}"),
    "inspection.alt_picture": ("Picture: {caption}", "Imagen: {caption}"),
    # Command line and errors
    "inspection.written": ("Explanation: {path}", "Explicación: {path}"),
    "inspection.picture_files": (
        "Pictures: {count:,} PNG files in {folder}",
        "Imágenes: {count:,} archivos PNG en {folder}",
    ),
    "inspection.unknown_target": (
        "There is no model, recipe or run '{name}'. Models: {models}. Recipes: {recipes}. 'pupila runs' lists the runs.",
        "No existe el modelo, la receta ni la ejecución '{name}'. Modelos: {models}. Recetas: {recipes}. 'pupila runs' enumera las ejecuciones.",
    ),
    "inspection.unknown_target_guess": (
        "There is no model, recipe or run '{name}'. Did you mean '{guess}'? Models: {models}. Recipes: {recipes}. 'pupila runs' lists the runs.",
        "No existe el modelo, la receta ni la ejecución '{name}'. ¿Quería decir '{guess}'? Modelos: {models}. Recetas: {recipes}. 'pupila runs' enumera las ejecuciones.",
    ),
    "inspection.fixed_by_run": (
        "The run '{path}' has its image size and classes already; leave out --input and --classes.",
        "La ejecución '{path}' ya tiene su tamaño de imagen y sus clases; quite --input y --classes.",
    ),
    "inspection.foreign_network": (
        "The network of '{path}' came from Python and has no layer list. Explain it there: pupila.explain(model, input_shape=(channels, height, width)).",
        "La red de '{path}' vino de Python y no tiene lista de capas. Explíquela allí: pupila.explain(model, input_shape=(canales, alto, ancho)).",
    ),
    "inspection.needs_shape": (
        "A torch module says nothing about its images. Give input_shape=(channels, height, width).",
        "Un módulo de torch no dice nada de sus imágenes. Dé input_shape=(canales, alto, ancho).",
    ),
    "inspection.module_image": (
        "How images become the input of a torch module is not known. Leave out image=, or call pupila.inspection.look.look_into with the preprocessing.",
        "No se sabe cómo se convierten las imágenes en la entrada de un módulo de torch. Quite image=; o llame a pupila.inspection.look.look_into con el preprocesamiento.",
    ),
    "inspection.module_failed": (
        "The module does not accept images of {shape} (channels x height x width): {reason}. Give the input_shape it was made for.",
        "El módulo no acepta imágenes de {shape} (canales x alto x ancho): {reason}. Dé el input_shape para el que se hizo.",
    ),
    "inspection.bad_shape": (
        "'{shape}' is no input shape. Expected: three whole numbers from 1 on, (channels, height, width).",
        "'{shape}' no es una forma de entrada. Se esperan tres números enteros desde 1: (canales, alto, ancho).",
    ),
    "inspection.bad_channels": (
        "Images of {channels} channels cannot be made from a file; only 1 (grey) or 3 (colour). Leave out --image.",
        "No se pueden obtener imágenes de {channels} canales de un archivo; solo 1 (gris) o 3 (color). Quite --image.",
    ),
    "inspection.no_conv": (
        "Grad-CAM needs a convolution whose maps have more than one pixel, and the network has none{name}. Use occlusion instead.",
        "Grad-CAM necesita una convolución cuyos mapas tengan más de un píxel, y la red no tiene ninguna{name}. Use la oclusión.",
    ),
    "inspection.bad_class": (
        "There is no class {target}; the network has {classes}, counted from 0.",
        "No existe la clase {target}; la red tiene {classes}, contadas desde 0.",
    ),
    "inspection.bad_patch": (
        "A patch of {patch} with steps of {stride} does not fit images of {size}. Both must be at least 1, and the patch no larger than the image.",
        "Un parche de {patch} con pasos de {stride} no encaja en imágenes de {size}. Ambos deben ser al menos 1, y el parche no mayor que la imagen.",
    ),
}
