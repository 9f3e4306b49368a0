"""Sentences of the lessons on images: pixels, kernels, padding, pooling, XOR."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    # Pixels and channels
    "lessons_images.pixels.title": ("Pixels and channels", "Píxeles y canales"),
    "lessons_images.pixels.summary": (
        "An image is a table of numbers; a colour image is three.",
        "Una imagen es una tabla de números; una imagen en color son tres.",
    ),
    "lessons_images.pixels.intro": (
        "We see a cat, a flower, a two. A computer sees numbers, and nothing else. Everything that a network learns about images, it learns from these numbers.",
        "Nosotros vemos un gato, una flor, un dos. Un ordenador ve números y nada más. Todo lo que una red aprende de las imágenes lo aprende de esos números.",
    ),
    "lessons_images.pixels.digit_title": ("One image, 64 numbers", "Una imagen, 64 números"),
    "lessons_images.pixels.digit": (
        "Here is a two that somebody wrote by hand. It was scanned with 8 rows of 8 small squares. Each square is a **pixel**, and each pixel is one number: how bright it is.",
        "Aquí hay un dos que alguien escribió a mano. Se digitalizó con 8 filas de 8 cuadraditos. Cada cuadradito es un **píxel**, y cada píxel es un número: cuánto brilla.",
    ),
    "lessons_images.pixels.digit_caption": (
        "A handwritten two, 8x8 pixels, enlarged.",
        "Un dos escrito a mano, de 8x8 píxeles, ampliado.",
    ),
    "lessons_images.pixels.digit_alt": (
        "Bright squares on black form the figure 2.",
        "Cuadrados claros sobre negro forman la cifra 2.",
    ),
    "lessons_images.pixels.digit_numbers": ("The same two as its numbers", "El mismo dos, en números"),
    "lessons_images.pixels.byte": (
        "0 is black and 255 is white; between them lie all greys. Why 255? Each number is kept in one byte, eight bits, and eight bits can tell 2^8 = 256 values apart: 0 to 255.",
        "0 es negro y 255 es blanco; entre ambos están todos los grises. ¿Por qué 255? Cada número se guarda en un byte, ocho bits, y ocho bits distinguen 2^8 = 256 valores: de 0 a 255.",
    ),
    "lessons_images.pixels.count_title": ("How many numbers?", "¿Cuántos números?"),
    "lessons_images.pixels.count": (
        "As many as there are pixels: height times width. An image of MNIST has 28 x 28 = {grey:,} numbers. In colour each pixel needs three of them, one each for red, green and blue: 28 x 28 x 3 = {colour:,}. The network's first layer receives exactly so many values.",
        "Tantos como píxeles: el alto por el ancho. Una imagen de MNIST tiene 28 x 28 = {grey:,} números. En color, cada píxel necesita tres, uno para el rojo, uno para el verde y uno para el azul: 28 x 28 x 3 = {colour:,}. Exactamente esos valores recibe la primera capa de la red.",
    ),
    "lessons_images.pixels.size_caption": (
        "Height x width x channels, and the numbers of one image",
        "Alto x ancho x canales, y los números de una imagen",
    ),
    "lessons_images.pixels.size_head_image": ("image", "imagen"),
    "lessons_images.pixels.size_head_shape": ("shape", "forma"),
    "lessons_images.pixels.size_head_numbers": ("numbers", "números"),
    "lessons_images.pixels.size_digits": ("the two above", "el dos de arriba"),
    "lessons_images.pixels.size_mnist": ("MNIST, Fashion-MNIST", "MNIST, Fashion-MNIST"),
    "lessons_images.pixels.size_mnist_colour": ("the same in colour", "lo mismo en color"),
    "lessons_images.pixels.size_cifar": ("CIFAR-10", "CIFAR-10"),
    "lessons_images.pixels.size_flowers": (
        "flower photos, reduced for the network",
        "fotos de flores, reducidas para la red",
    ),
    "lessons_images.pixels.size_phone": ("a photo from a telephone", "una foto de un teléfono"),
    "lessons_images.pixels.channels_title": ("Three channels make a colour", "Tres canales hacen un color"),
    "lessons_images.pixels.channels": (
        "A colour image is three grey images on top of each other. Each is a **channel**: it says how much red, green or blue light there is at every pixel.",
        "Una imagen en color son tres imágenes grises, una encima de otra. Cada una es un **canal**: dice cuánta luz roja, verde o azul hay en cada píxel.",
    ),
    "lessons_images.pixels.channels_caption": (
        "Above: the photo and its red channel. Below: green and blue. Bright means a lot of that colour.",
        "Arriba: la foto y su canal rojo. Abajo: el verde y el azul. Claro significa mucho de ese color.",
    ),
    "lessons_images.pixels.channels_alt": (
        "A photo of a flower in front of leaves, and its three channels as grey images. The petals are bright in the red channel, and much darker in the green and the blue one.",
        "Foto de una flor delante de hojas y sus tres canales como imágenes grises. Los pétalos son claros en el canal rojo, y mucho más oscuros en el verde y el azul.",
    ),
    "lessons_images.pixels.one_pixel": (
        "Let us read a single pixel of a petal, the one in row {row:d} and column {column:d}. (Programs count from 0, and from the top left corner: first the row, then the column.)",
        "Leamos un solo píxel de un pétalo: el de la fila {row:d} y la columna {column:d}. (Los programas cuentan desde 0 y desde la esquina superior izquierda: primero la fila, después la columna.)",
    ),
    "lessons_images.pixels.channel_caption": ("One pixel, three numbers", "Un píxel, tres números"),
    "lessons_images.pixels.channel_head": ("channel", "canal"),
    "lessons_images.pixels.channel_value": ("value", "valor"),
    "lessons_images.pixels.channel_scaled": ("divided by 255", "dividido entre 255"),
    "lessons_images.pixels.red": ("red", "rojo"),
    "lessons_images.pixels.green": ("green", "verde"),
    "lessons_images.pixels.blue": ("blue", "azul"),
    "lessons_images.pixels.scaling_title": ("Why divide by 255?", "¿Por qué dividir entre 255?"),
    "lessons_images.pixels.scaling": (
        "Before a network reads an image, every number is divided by 255. Then all of them lie between 0 and 1, and the picture stays the same: black is still 0, and white is now 1.",
        "Antes de que una red lea una imagen, cada número se divide entre 255. Así todos quedan entre 0 y 1, y la imagen sigue siendo la misma: el negro sigue siendo 0 y el blanco ahora es 1.",
    ),
    "lessons_images.pixels.scaling_before": ("part of the two", "parte del dos"),
    "lessons_images.pixels.scaling_after": ("what the network reads", "lo que lee la red"),
    "lessons_images.pixels.scaling_why": (
        "The network starts with small random weights, and learns by small steps. Inputs of 255 would make its first sums enormous, and a step that suits one weight would be far too long for another. New images must be divided in the same way when the network answers. Pupila keeps this rule with the weights, so that nobody can forget it.",
        "La red empieza con pesos pequeños al azar y aprende a pasos pequeños. Con entradas de 255, sus primeras sumas serían enormes, y un paso adecuado para un peso sería demasiado largo para otro. Cuando la red responde, las imágenes nuevas deben dividirse igual. Pupila guarda esa regla junto a los pesos, para que nadie la olvide.",
    ),
    "lessons_images.pixels.code": (
        "Read an image as its numbers. Look for the two in them:",
        "Lea una imagen como números. Busque en ellos el dos:",
    ),
    "lessons_images.pixels.try": (
        "It tells how many images there are of each digit and of which shape, and draws a sheet of them, `digits.png`. Give it a folder of your own photos instead of `digits`.",
        "Dice cuántas imágenes hay de cada dígito y de qué forma, y dibuja una lámina, `digits.png`. En lugar de `digits`, dele una carpeta con sus propias fotos.",
    ),
    # What a kernel is
    "lessons_images.kernels.title": ("What a kernel is", "Qué es un filtro"),
    "lessons_images.kernels.summary": (
        "Nine numbers that slide over an image and find edges, blur it or sharpen it.",
        "Nueve números que se deslizan por una imagen y hallan bordes, la desenfocan o la realzan.",
    ),
    "lessons_images.kernels.intro": (
        "A **kernel** (or filter) is a small table of numbers, often 3x3. It slides over the image, and at every place it asks the same question: does it look like me here? This sliding is called **convolution**, and it gives convolutional networks their name.",
        "Un **filtro** (en inglés, *kernel*) es una pequeña tabla de números, a menudo de 3x3. Se desliza por la imagen y en cada lugar hace la misma pregunta: ¿aquí se parece a mí? Ese deslizarse se llama **convolución**, y da nombre a las redes convolucionales.",
    ),
    "lessons_images.kernels.step_title": ("One step, worked out", "Un paso, con números"),
    "lessons_images.kernels.step": (
        "We lay the kernel on nine pixels of a handwritten one, at the left edge of its stroke. Each pixel is multiplied by the number of the kernel that lies on it, and the nine products are added up.",
        "Ponemos el filtro sobre nueve píxeles de un uno escrito a mano, en el borde izquierdo de su trazo. Cada píxel se multiplica por el número del filtro que tiene encima, y se suman los nueve productos.",
    ),
    "lessons_images.kernels.patch": ("pixels", "píxeles"),
    "lessons_images.kernels.kernel": ("kernel", "filtro"),
    "lessons_images.kernels.products": ("products", "productos"),
    "lessons_images.kernels.step_sum": (
        "The right column counts positive ({right:,}), the left one negative ({left:,}), the middle one not at all: {right:,} - {left:,} = {sum:,.0f}. A large number, because it is dark on the left and bright on the right. This kernel finds upright edges.",
        "La columna derecha suma ({right:,}), la izquierda resta ({left:,}) y la del medio no cuenta: {right:,} - {left:,} = {sum:,.0f}. Un número grande, porque a la izquierda está oscuro y a la derecha, claro. Este filtro halla bordes verticales.",
    ),
    "lessons_images.kernels.slide": (
        "Then the kernel moves on by one pixel and does the same again, until it has been everywhere. What comes out is an image again, the **feature map**: one number for each place of the kernel. The framed pixels give the framed number, the {sum:,.0f} from above.",
        "Luego el filtro avanza un píxel y repite la cuenta, hasta haber estado en todas partes. El resultado es otra vez una imagen, el **mapa de características**: un número por cada lugar del filtro. Los píxeles enmarcados dan el número enmarcado, el {sum:,.0f} de arriba.",
    ),
    "lessons_images.kernels.image": ("a handwritten one", "un uno escrito a mano"),
    "lessons_images.kernels.map": ("its feature map", "su mapa de características"),
    "lessons_images.kernels.map_reading": (
        "Red is where it grows brighter from left to right, blue where it grows darker. Where all nine pixels are alike, the sum is 0: nothing to report. And the map has 6 rows and columns instead of 8: `pupila learn padding` is about that.",
        "Rojo es donde la imagen se aclara de izquierda a derecha; azul, donde se oscurece. Donde los nueve píxeles son iguales, la suma es 0: nada que señalar. Y el mapa tiene 6 filas y columnas en lugar de 8: de eso trata `pupila learn padding`.",
    ),
    "lessons_images.kernels.photo_title": ("Five kernels on a photo", "Cinco filtros sobre una foto"),
    "lessons_images.kernels.photo": (
        "Other numbers ask other questions. These five are classics:",
        "Otros números hacen otras preguntas. Estos cinco son clásicos:",
    ),
    "lessons_images.kernels.vertical": ("1 upright edges", "1 bordes verticales"),
    "lessons_images.kernels.horizontal": ("2 level edges", "2 bordes horizontales"),
    "lessons_images.kernels.outline": ("3 all edges", "3 todos los bordes"),
    "lessons_images.kernels.blur": ("4 blur", "4 desenfoque"),
    "lessons_images.kernels.sharpen": ("5 sharpen", "5 realce"),
    "lessons_images.kernels.photo_caption": (
        "Above: the photo, and kernels 1 and 2. Below: kernels 3, 4 and 5. In the maps of edges red is positive, white is 0, blue is negative.",
        "Arriba: la foto y los filtros 1 y 2. Abajo: los filtros 3, 4 y 5. En los mapas de bordes, rojo es positivo, blanco es 0 y azul es negativo.",
    ),
    "lessons_images.kernels.photo_alt": (
        "A Chinese pavilion in grey. The first map shows its columns, the second its roofs, the third all its outlines; then the pavilion once blurred and once sharper.",
        "Un pabellón chino en gris. El primer mapa muestra sus columnas, el segundo sus tejados, el tercero todos sus contornos; después, el pabellón desenfocado y más nítido.",
    ),
    "lessons_images.kernels.photo_reading": (
        "The numbers of the edge kernels add up to 0: a smooth area gives 0, however bright it is. Those of blur and sharpen add up to 1: the picture keeps its brightness. Blur takes the average of nine neighbours; sharpen exaggerates how a pixel differs from its four neighbours.",
        "Los números de los filtros de bordes suman 0: una zona lisa da 0, por clara que sea. Los del desenfoque y el realce suman 1: la imagen conserva su brillo. El desenfoque promedia nueve vecinos; el realce exagera la diferencia de un píxel con sus cuatro vecinos.",
    ),
    "lessons_images.kernels.colour_title": ("In colour: three layers, one sum", "En color: tres capas, una suma"),
    "lessons_images.kernels.colour": (
        "A kernel for a colour image is three layers deep, one for each channel: 3 x 3 x 3 = 27 numbers. It makes 27 products, and adds up **all** of them. This one looks for places where red grows from left to right and blue does not; green it does not ask:",
        "Un filtro para una imagen en color tiene tres capas, una por canal: 3 x 3 x 3 = 27 números. Hace 27 productos y los suma **todos**. Este busca lugares donde, de izquierda a derecha, crece el rojo y no el azul; por el verde no pregunta:",
    ),
    "lessons_images.kernels.channel_red": ("red pixels", "píxeles, rojo"),
    "lessons_images.kernels.channel_green": ("green pixels", "píxeles, verde"),
    "lessons_images.kernels.channel_blue": ("blue pixels", "píxeles, azul"),
    "lessons_images.kernels.layer_of_kernel": ("layer of the kernel", "capa del filtro"),
    "lessons_images.kernels.colour_sum": (
        "Together, {red:,.0f}, {green:,.0f} and {blue:,.0f} make {total:,.0f}. Three channels go in, **one** number comes out: one kernel always makes one map.",
        "Juntos, {red:,.0f}, {green:,.0f} y {blue:,.0f} dan {total:,.0f}. Entran tres canales y sale **un** número: un filtro siempre da un solo mapa.",
    ),
    "lessons_images.kernels.colour_more": (
        "A layer has many kernels, and each also has one number that is added at the end, its **bias**. A layer of {many:d} such kernels therefore learns ({weights:d} + 1) x {many:d} = {parameters:,} numbers: its parameters. The size of the image does not matter, because the same kernel slides everywhere.",
        "Una capa tiene muchos filtros, y cada uno tiene además un número que se suma al final, su **sesgo**. Una capa de {many:d} filtros así aprende, por tanto, ({weights:d} + 1) x {many:d} = {parameters:,} números: sus parámetros. El tamaño de la imagen no importa, porque el mismo filtro se desliza por todas partes.",
    ),
    "lessons_images.kernels.learned_title": ("Nobody writes them", "Nadie los escribe"),
    "lessons_images.kernels.learned": (
        "For decades people invented kernels by hand. A network finds its own. We have just trained one with {count:d} kernels on {images:,} handwritten digits, for {epochs:d} epochs, which is to say that it saw each image {epochs:d} times.",
        "Durante décadas, los filtros se inventaban a mano. Una red halla los suyos. Acabamos de entrenar una de {count:d} filtros con {images:,} dígitos escritos a mano, durante {epochs:d} épocas; es decir, vio cada imagen {epochs:d} veces.",
    ),
    "lessons_images.kernels.learned_caption": (
        "Above: the kernels at the start, drawn at random. Below: the same after training. Red is positive, blue is negative.",
        "Arriba: los filtros al empezar, sorteados. Abajo: los mismos tras entrenar. Rojo es positivo, azul es negativo.",
    ),
    "lessons_images.kernels.learned_alt": (
        "Two rows of eight 3x3 patterns. The lower ones have changed; in several, one side has become positive and the other negative: edges.",
        "Dos filas de ocho patrones de 3x3. Los de abajo han cambiado; en varios, un lado se ha vuelto positivo y el otro, negativo: bordes.",
    ),
    "lessons_images.kernels.code": (
        "The same map with two loops, to see that there is no secret in it:",
        "El mismo mapa con dos bucles, para ver que no hay ningún secreto:",
    ),
    "lessons_images.kernels.try": (
        "Every layer of LeNet-5 in words: how many kernels, how deep, and the sum of their parameters. With a network that you have trained and an image, `--image` also shows the kernels and maps.",
        "Cada capa de LeNet-5 en palabras: cuántos filtros, de qué profundidad y la cuenta de sus parámetros. Con una red que haya entrenado y una imagen, `--image` muestra también los filtros y los mapas.",
    ),
    # Padding and stride
    "lessons_images.padding.title": ("Padding and stride", "Relleno y paso"),
    "lessons_images.padding.summary": (
        "Why a convolution changes the size of its image, and the sum behind the new size.",
        "Por qué una convolución cambia el tamaño de su imagen, y la cuenta que da el tamaño nuevo.",
    ),
    "lessons_images.padding.intro": (
        "How many places are there for a 3x3 kernel on an image of 8 x 8 pixels? Count the places of its left edge: the first is column 0, the last is column 5. Further to the right it would stick out.",
        "¿Cuántos lugares hay para un filtro de 3x3 en una imagen de 8 x 8 píxeles? Cuente los lugares de su borde izquierdo: el primero es la columna 0 y el último, la columna 5. Más a la derecha se saldría.",
    ),
    "lessons_images.padding.first": ("first place", "primer lugar"),
    "lessons_images.padding.last": ("last place", "último lugar"),
    "lessons_images.padding.places": (
        "These are 8 - 3 + 1 = 6 places, across and down. So the map has 6 x 6 numbers: the image has lost a rim of one pixel.",
        "Son 8 - 3 + 1 = 6 lugares, a lo ancho y a lo alto. Así que el mapa tiene 6 x 6 números: la imagen ha perdido un borde de un píxel.",
    ),
    "lessons_images.padding.zeros_title": ("Padding: a frame of zeros", "Relleno: un marco de ceros"),
    "lessons_images.padding.zeros": (
        "If that is not wanted, a frame of zeros is laid around the image first. This is **padding**. The layer language says `same` for it, because the size stays the same; without it, the word is `valid`. There is a second reason for it. Count on how many windows each pixel of a 7 x 7 image lies:",
        "Si eso no se desea, primero se pone un marco de ceros alrededor de la imagen. Es el **relleno** (en inglés, *padding*). En el lenguaje de capas se escribe `same`, porque el tamaño sigue igual; sin relleno, se dice `valid`. Hay una segunda razón. Cuente en cuántas ventanas está cada píxel de una imagen de 7 x 7:",
    ),
    "lessons_images.padding.visits_valid": ("3x3, no padding", "3x3, sin relleno"),
    "lessons_images.padding.visits_same": ("3x3 same", "3x3 same"),
    "lessons_images.padding.visits_stride": ("3x3 stride 2", "3x3 stride 2"),
    "lessons_images.padding.visits_reading": (
        "Without padding, a pixel in the corner is seen once, and one in the middle nine times: what stands at the edge hardly counts. With padding the corner is seen four times. The third table is for the next idea: with steps of two pixels all are seen less often.",
        "Sin relleno, un píxel de la esquina se ve una vez, y uno del centro, nueve: lo que está en el borde apenas cuenta. Con relleno, la esquina se ve cuatro veces. La tercera tabla es para la idea siguiente: con pasos de dos píxeles, todos se ven menos.",
    ),
    "lessons_images.padding.plot_title": (
        "Side of the image after each 5x5 convolution",
        "Lado de la imagen tras cada convolución de 5x5",
    ),
    "lessons_images.padding.plot_alt": (
        "With same, the side stays 28 pixels. Without padding it falls evenly from 28 to {last:d} after six layers.",
        "Con same, el lado sigue siendo de 28 píxeles. Sin relleno, baja de forma regular de 28 a {last:d} tras seis capas.",
    ),
    "lessons_images.padding.with_same": ("same", "same"),
    "lessons_images.padding.without": ("no padding", "sin relleno"),
    "lessons_images.padding.plot_x": ("layers", "capas"),
    "lessons_images.padding.plot_caption": (
        "Without padding, six layers leave {last:d} of 28 pixels a side: deep networks need padding.",
        "Sin relleno, seis capas dejan {last:d} de 28 píxeles por lado: las redes profundas lo necesitan.",
    ),
    "lessons_images.padding.stride_title": ("Stride: longer steps", "Paso: avanzar más"),
    "lessons_images.padding.stride": (
        "A kernel need not move by one pixel. With a **stride** of 2 it moves by two: there are half as many places across and half as many down, a quarter of the numbers, and a quarter of the work.",
        "Un filtro no tiene por qué avanzar de píxel en píxel. Con un **paso** (en inglés, *stride*) de 2 avanza de dos en dos: hay la mitad de lugares a lo ancho y la mitad a lo alto, un cuarto de los números y un cuarto del trabajo.",
    ),
    "lessons_images.padding.stride_caption": (
        "Upright edges of a photo with a stride of 1, 2 and 4: 96, 48 and 24 numbers a side, enlarged to one size. The dark lines at the rims are not in the photo: the zeros of the padding make an edge there.",
        "Bordes verticales de una foto con paso 1, 2 y 4: 96, 48 y 24 números por lado, ampliados al mismo tamaño. Las líneas oscuras de los lados no están en la foto: los ceros del relleno crean allí un borde.",
    ),
    "lessons_images.padding.stride_alt": (
        "Three maps of the edges of a pavilion, each coarser than the one before; its columns can still be made out in the second.",
        "Tres mapas de los bordes de un pabellón, cada uno más tosco que el anterior; en el segundo aún se distinguen las columnas.",
    ),
    "lessons_images.padding.formula_title": ("The sum behind every shape", "La cuenta de cada forma"),
    "lessons_images.padding.formula": (
        "One sum holds for convolutions and pooling, for the height and for the width:",
        "Una sola cuenta vale para convoluciones y agrupaciones, para el alto y para el ancho:",
    ),
    "lessons_images.padding.formula_sum": (
        "**(side + padding - kernel) / stride + 1**, the division rounded down.",
        "**(lado + relleno - filtro) / paso + 1**, con la división redondeada hacia abajo.",
    ),
    "lessons_images.padding.formula_caption": (
        "What becomes of an image of 28 x 28",
        "En qué se convierte una imagen de 28 x 28",
    ),
    "lessons_images.padding.head_layer": ("layer", "capa"),
    "lessons_images.padding.head_sum": ("sum for one side", "cuenta de un lado"),
    "lessons_images.padding.head_shape": ("height x width x channels", "alto x ancho x canales"),
    "lessons_images.padding.formula_reading": (
        "The number of channels has nothing to do with this sum: it is the number of kernels. Pooling has none, so it keeps the channels that arrive.",
        "El número de canales no depende de esta cuenta: es el número de filtros. La agrupación no tiene filtros, así que conserva los canales que llegan.",
    ),
    "lessons_images.padding.code": (
        "Change a size or a stride, guess the shapes (channels, height, width), then run it:",
        "Cambie un tamaño o un paso, adivine las formas (canales, alto, ancho) y ejecútelo:",
    ),
    "lessons_images.padding.try": (
        "Find the sum for each shape of LeNet-5. Its first layer has padding, the third has none.",
        "Halle la cuenta de cada forma de LeNet-5. Su primera capa tiene relleno; la tercera, no.",
    ),
    "lessons_images.padding.try_larger": (
        "The same network on images of 40 x 40. Which layer has more parameters now, and why only that one?",
        "La misma red con imágenes de 40 x 40. ¿Qué capa tiene ahora más parámetros, y por qué solo esa?",
    ),
    # Pooling
    "lessons_images.pooling.title": ("Pooling", "Agrupación (pooling)"),
    "lessons_images.pooling.summary": (
        "Four values become one, the largest or the average: what is gained by it, and what is lost.",
        "De cuatro valores queda uno, el mayor o el promedio: qué se gana con ello y qué se pierde.",
    ),
    "lessons_images.pooling.intro": (
        "After a convolution there is a number for every place. That is often more than one needs: whether there is an edge matters, and whether it lies one pixel further left does not. **Pooling** keeps one number out of every window.",
        "Tras una convolución hay un número para cada lugar. A menudo es más de lo necesario: importa si hay un borde, no si está un píxel más a la izquierda. La **agrupación** (en inglés, *pooling*) conserva un número de cada ventana.",
    ),
    "lessons_images.pooling.hand_title": ("From 4 x 4 to 2 x 2, by hand", "De 4 x 4 a 2 x 2, a mano"),
    "lessons_images.pooling.hand": (
        "Here is a corner of a feature map, cut into four windows of 2x2. Max pooling keeps the largest value of each window, average pooling the mean of its four.",
        "Aquí hay una esquina de un mapa de características, dividida en cuatro ventanas de 2x2. La agrupación por máximo conserva el mayor valor de cada ventana; la agrupación por promedio, la media de los cuatro.",
    ),
    "lessons_images.pooling.map": ("feature map", "mapa"),
    "lessons_images.pooling.max": ("maxpool 2", "maxpool 2"),
    "lessons_images.pooling.average": ("avgpool 2", "avgpool 2"),
    "lessons_images.pooling.hand_sum": (
        "In the framed window: the largest of {v0:.0f}, {v1:.0f}, {v2:.0f} and {v3:.0f} is {best:.0f}; their mean is ({v0:.0f} + {v1:.0f} + {v2:.0f} + {v3:.0f}) / 4 = {mean:.2f}.",
        "En la ventana enmarcada: el mayor de {v0:.0f}, {v1:.0f}, {v2:.0f} y {v3:.0f} es {best:.0f}; su media es ({v0:.0f} + {v1:.0f} + {v2:.0f} + {v3:.0f}) / 4 = {mean:.2f}.",
    ),
    "lessons_images.pooling.maps_title": ("On a real feature map", "En un mapa real"),
    "lessons_images.pooling.maps": (
        "This is how strong the upright edges of a photo are, and what windows of 4x4 and of 8x8 make of them. Every small square is one number.",
        "Así de fuertes son los bordes verticales de una foto, y esto hacen con ellos ventanas de 4x4 y de 8x8. Cada cuadradito es un número.",
    ),
    "lessons_images.pooling.maps_caption": (
        "Above: the map, then max pooling with 4x4 and 8x8. Below: the map again, then average pooling with 4x4 and 8x8.",
        "Arriba: el mapa y su agrupación por máximo con 4x4 y 8x8. Abajo: otra vez el mapa y su agrupación por promedio con 4x4 y 8x8.",
    ),
    "lessons_images.pooling.maps_alt": (
        "A map of edges, ever coarser. Max pooling stays strongly coloured, average pooling becomes pale.",
        "Un mapa de bordes, cada vez más tosco. La agrupación por máximo conserva colores fuertes; la de promedio palidece.",
    ),
    "lessons_images.pooling.maps_reading": (
        "The maximum asks: was there an edge anywhere in the window? One strong answer is enough. The average asks: how much edge was there on the whole? A single strong answer is thinned by its quiet neighbours.",
        "El máximo pregunta: ¿había un borde en algún lugar de la ventana? Basta una respuesta fuerte. El promedio pregunta: ¿cuánto borde había en total? Una sola respuesta fuerte se diluye entre sus vecinas débiles.",
    ),
    "lessons_images.pooling.shift_title": ("What is gained: calm", "Lo que se gana: calma"),
    "lessons_images.pooling.shift": (
        "Move the photo a little to the right. For us it is the same photo; for the numbers almost everything has changed. We compare the map of the moved photo with that of the original by their correlation: 1 means alike, 0 means unrelated.",
        "Mueva la foto un poco a la derecha. Para nosotros es la misma foto; para los números ha cambiado casi todo. Comparamos el mapa de la foto movida con el de la original por su correlación: 1 es igual, 0 es sin relación.",
    ),
    "lessons_images.pooling.shift_plot": (
        "Likeness to the map of the photo that was not moved",
        "Parecido con el mapa de la foto sin mover",
    ),
    "lessons_images.pooling.shift_alt": (
        "All three lines fall from 1. The one without pooling falls steeply with the first pixels, the one with windows of 8x8 slowly.",
        "Las tres líneas bajan desde 1. La de sin agrupación cae con los primeros píxeles; la de ventanas de 8x8, despacio.",
    ),
    "lessons_images.pooling.unpooled": ("no pooling", "sin agrupar"),
    "lessons_images.pooling.pooled_4": ("maxpool 4", "maxpool 4"),
    "lessons_images.pooling.pooled_8": ("maxpool 8", "maxpool 8"),
    "lessons_images.pooling.shift_x": ("pixels moved", "píxeles"),
    "lessons_images.pooling.shift_reading": (
        "Moved by two pixels, the map keeps a likeness of {unpooled:.2f}; after max pooling with 8x8 it keeps {pooled:.2f}. What comes after can rely on it.",
        "Al mover dos píxeles, el mapa conserva un parecido de {unpooled:.2f}; tras la agrupación por máximo con 8x8, de {pooled:.2f}. Lo que viene después puede contar con ello.",
    ),
    "lessons_images.pooling.price_title": ("What it costs", "Lo que cuesta"),
    "lessons_images.pooling.price": (
        "Nothing to learn: pooling has no parameters. But with windows of 2x2 three of four numbers are gone, and with them the exact place. For telling a shoe from a shirt that is fine; for saying where the shoe is, it is not.",
        "Nada que aprender: la agrupación no tiene parámetros. Pero con ventanas de 2x2 desaparecen tres de cada cuatro números y, con ellos, el lugar exacto. Para distinguir un zapato de una camisa está bien; para decir dónde está el zapato, no.",
    ),
    "lessons_images.pooling.price_caption": (
        "The first layers of a small network on images of 28 x 28",
        "Las primeras capas de una red pequeña con imágenes de 28 x 28",
    ),
    "lessons_images.pooling.head_layer": ("layer", "capa"),
    "lessons_images.pooling.head_shape": ("output shape", "forma de la salida"),
    "lessons_images.pooling.head_values": ("numbers", "números"),
    "lessons_images.pooling.head_parameters": ("parameters", "parámetros"),
    "lessons_images.pooling.price_reading": (
        "Fewer numbers make the layers behind it faster, and a dense layer at the end much smaller. And each later kernel sees more of the image: three pixels of a halved map are six of the original.",
        "Con menos números, las capas siguientes son más rápidas, y una capa densa al final, mucho más pequeña. Y cada filtro posterior ve más de la imagen: tres píxeles de un mapa a la mitad son seis del original.",
    ),
    "lessons_images.pooling.code": (
        "Max and average pooling without a loop. Check the first window by hand:",
        "Agrupación por máximo y por promedio sin un solo bucle. Compruebe a mano la primera ventana:",
    ),
    "lessons_images.pooling.try": (
        "A network with three max poolings. Follow the height and width, and how many pixels of the image each value depends on.",
        "Una red con tres agrupaciones por máximo. Siga el alto y el ancho, y de cuántos píxeles de la imagen depende cada valor.",
    ),
    # XOR
    "lessons_images.xor.title": ("Why one neuron is not enough", "Por qué una neurona no basta"),
    "lessons_images.xor.summary": (
        "One neuron cannot learn XOR, and a few hidden ones can: both are trained while you wait.",
        "Una neurona no puede aprender XOR, y unas pocas ocultas sí: ambas se entrenan al momento.",
    ),
    "lessons_images.xor.intro": (
        "A network is made of neurons, and neurons are simple. In 1969 a book showed how simple, and research on them nearly stopped for years. Here is the reason, and the way out.",
        "Una red está hecha de neuronas, y las neuronas son simples. En 1969 un libro mostró hasta qué punto, y su investigación casi se detuvo durante años. Aquí están el motivo y la salida.",
    ),
    "lessons_images.xor.neuron": (
        "A neuron multiplies each input by a weight, adds the products and a bias, and says yes where the sum is above 0: w1 x left + w2 x right + b > 0. That is the kernel of a convolution again, only that it stays in one place.",
        "Una neurona multiplica cada entrada por un peso, suma los productos y un sesgo, y dice sí cuando la suma supera 0: w1 x izquierdo + w2 x derecho + b > 0. Es otra vez el filtro de una convolución, solo que no se mueve.",
    ),
    "lessons_images.xor.question_title": ("Four images of two pixels", "Cuatro imágenes de dos píxeles"),
    "lessons_images.xor.question": (
        "The smallest hard problem of image classification: two pixels, each black (0) or white (1). The class is 1 where **exactly one** of them is white. Logicians call this *exclusive or*, XOR.",
        "El problema difícil más pequeño de la clasificación de imágenes: dos píxeles, cada uno negro (0) o blanco (1). La clase es 1 cuando **exactamente uno** es blanco. En lógica se llama *o exclusivo*, XOR.",
    ),
    "lessons_images.xor.table_caption": ("XOR", "XOR"),
    "lessons_images.xor.head_left": ("left pixel", "píxel izquierdo"),
    "lessons_images.xor.head_right": ("right pixel", "píxel derecho"),
    "lessons_images.xor.head_label": ("class", "clase"),
    "lessons_images.xor.black": ("black (0)", "negro (0)"),
    "lessons_images.xor.white": ("white (1)", "blanco (1)"),
    "lessons_images.xor.proof_title": ("Why it cannot be done", "Por qué es imposible"),
    "lessons_images.xor.proof": (
        "Suppose that some weights got all four right. Put the four images into the sum:",
        "Suponga que unos pesos acertaran las cuatro. Ponga las cuatro imágenes en la suma:",
    ),
    "lessons_images.xor.proof_caption": (
        "The neuron's sum for each image, and what it would have to be",
        "La suma de la neurona para cada imagen, y lo que tendría que ser",
    ),
    "lessons_images.xor.head_sum": ("sum", "suma"),
    "lessons_images.xor.head_must": ("must be", "debe ser"),
    "lessons_images.xor.proof_end": (
        "Add the two rows in the middle: w1 + w2 + 2 x b > 0. Add the first and the last: w1 + w2 + 2 x b <= 0. Both cannot be true. So there are no such weights, however long one trains. In a picture: a neuron parts the plane by one straight line, and no straight line has both ones on one side and both zeros on the other.",
        "Sume las dos filas del medio: w1 + w2 + 2 x b > 0. Sume la primera y la última: w1 + w2 + 2 x b <= 0. Ambas cosas no pueden ser ciertas. Así que no existen tales pesos, por mucho que se entrene. En una imagen: una neurona divide el plano con una línea recta, y ninguna recta deja los dos unos a un lado y los dos ceros al otro.",
    ),
    "lessons_images.xor.race_title": ("Trained just now", "Entrenadas ahora mismo"),
    "lessons_images.xor.race": (
        "We trained two networks on the four images for {epochs:,} epochs. One has nothing but its output. The other has a **hidden layer** of four neurons between the pixels and the output: `dense 4 tanh`.",
        "Hemos entrenado dos redes con las cuatro imágenes durante {epochs:,} épocas. Una no tiene más que su salida. La otra tiene una **capa oculta** de cuatro neuronas entre los píxeles y la salida: `dense 4 tanh`.",
    ),
    "lessons_images.xor.loss_title": ("Loss by epoch (nats)", "Pérdida por época (nats)"),
    "lessons_images.xor.loss_alt": (
        "The line of the single neuron levels out at {neuron:.2f}, that of the hidden layer falls to {hidden:.2f}.",
        "La línea de la neurona sola se estanca en {neuron:.2f}; la de la capa oculta baja hasta {hidden:.2f}.",
    ),
    "lessons_images.xor.curve_neuron": ("one neuron", "una neurona"),
    "lessons_images.xor.curve_hidden": ("hidden layer", "capa oculta"),
    "lessons_images.xor.epoch": ("epoch", "época"),
    "lessons_images.xor.loss_caption": (
        "The single neuron ends at {chance:.3f}, the loss of someone who answers {half:.0%} to everything: it has given up.",
        "La neurona sola acaba en {chance:.3f}, la pérdida de quien responde {half:.0%} a todo: se ha rendido.",
    ),
    "lessons_images.xor.accuracies": (
        "In all its epochs the single neuron never got more than {most:.0%} of the four images right. The network with the hidden layer gets {reached:.0%}.",
        "En todas sus épocas, la neurona sola nunca acertó más del {most:.0%} de las cuatro imágenes. La red con la capa oculta acierta el {reached:.0%}.",
    ),
    "lessons_images.xor.surface_caption": (
        "What each network says of all brightnesses of the two pixels (left pixel to the right, right pixel upwards). Red is class 1, blue is class 0, white is undecided. The dots are the four images in their true colour.",
        "Lo que dice cada red de todos los brillos de los dos píxeles (el izquierdo hacia la derecha, el derecho hacia arriba). Rojo es la clase 1, azul la clase 0, blanco es indeciso. Los puntos son las cuatro imágenes con su color verdadero.",
    ),
    "lessons_images.xor.surface_alt": (
        "On the left everything is white. On the right two opposite corners are red and the other two blue, each with the dot of its colour; white borders run between them.",
        "A la izquierda todo es blanco. A la derecha, dos esquinas opuestas son rojas y las otras dos azules, cada una con el punto de su color; entre ellas hay bordes blancos.",
    ),
    "lessons_images.xor.surface_reading": (
        "Each hidden neuron still draws only one straight border. But the output puts several of them together, and so the plane is cut as the task needs it.",
        "Cada neurona oculta sigue trazando una sola frontera recta. Pero la salida combina varias, y así el plano se corta como la tarea lo pide.",
    ),
    "lessons_images.xor.inside_title": ("What the hidden neurons say", "Lo que dicen las neuronas ocultas"),
    "lessons_images.xor.inside": (
        "To the output, the images are no longer two pixels. They are four new numbers each, and with these a single straight cut is enough:",
        "Para la salida, las imágenes ya no son dos píxeles. Cada una son cuatro números nuevos, y con ellos basta un solo corte recto:",
    ),
    "lessons_images.xor.inside_caption": (
        "Answers of the hidden neurons (-1 to 1), and the probability of class 1",
        "Respuestas de las neuronas ocultas (de -1 a 1) y probabilidad de la clase 1",
    ),
    "lessons_images.xor.head_image": ("image", "imagen"),
    "lessons_images.xor.head_hidden": ("hidden {place:d}", "oculta {place:d}"),
    "lessons_images.xor.head_share": ("class 1", "clase 1"),
    "lessons_images.xor.image_0": ("both black", "ambos negros"),
    "lessons_images.xor.image_1": ("only right", "solo derecho"),
    "lessons_images.xor.image_2": ("only left", "solo izquierdo"),
    "lessons_images.xor.image_3": ("both white", "ambos blancos"),
    "lessons_images.xor.inside_end": (
        "This is what hidden layers are for: they rewrite the input until the last layer's task is easy. Input layer, hidden layers, output layer: every network in Pupila is built that way, only that images have more than two pixels.",
        "Para esto sirven las capas ocultas: reescriben la entrada hasta que la tarea de la última capa es fácil. Capa de entrada, capas ocultas, capa de salida: así son todas las redes de Pupila, solo que las imágenes tienen más de dos píxeles.",
    ),
    "lessons_images.xor.code": (
        "Without training: all neurons of a fine grid are tried, and then two hidden ones made by hand (one asks whether either pixel is white, one whether both are):",
        "Sin entrenar: se prueban todas las neuronas de una rejilla fina y, después, dos ocultas hechas a mano (una pregunta si algún píxel es blanco; otra, si lo son ambos):",
    ),
    "lessons_images.xor.try": (
        "Digits are less cruel than XOR: a network without a hidden layer does rather well on them.",
        "Los dígitos son menos crueles que XOR: una red sin capa oculta los reconoce bastante bien.",
    ),
    "lessons_images.xor.try_hidden": (
        "The same with a hidden layer of 64 neurons. Compare the two reports: how large is the difference, and is it larger than the intervals?",
        "Lo mismo con una capa oculta de 64 neuronas. Compare los dos informes: ¿cuánto es la diferencia, y es mayor que los intervalos?",
    ),
}
