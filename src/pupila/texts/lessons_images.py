"""Sentences of the lessons on images: pixels, kernels, padding, pooling, XOR."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "lessons_images.pixels.title": ("Pixels and channels", "Píxeles y canales"),
    "lessons_images.pixels.summary": (
        "An image is a table of numbers; a colour image is three.",
        "Una imagen es una tabla de números; una imagen en color son tres.",
    ),
    "lessons_images.kernels.title": ("What a kernel sees", "Lo que ve un filtro"),
    "lessons_images.kernels.summary": (
        "Nine numbers that slide over an image and find edges, blur it or sharpen it.",
        "Nueve números que se deslizan por una imagen y hallan bordes, la desenfocan o la enfocan.",
    ),
    "lessons_images.padding.title": ("Padding and stride", "Relleno y paso"),
    "lessons_images.padding.summary": (
        "Why a convolution changes the size of its image, and the sum behind the new size.",
        "Por qué una convolución cambia el tamaño de su imagen, y la cuenta que da el tamaño nuevo.",
    ),
    "lessons_images.pooling.title": ("Pooling", "Agrupación (pooling)"),
    "lessons_images.pooling.summary": (
        "Four values become one: the largest or the average, and what is gained and lost by it.",
        "De cuatro valores queda uno: el mayor o el promedio, y qué se gana y se pierde con ello.",
    ),
    "lessons_images.xor.title": ("Why one neuron is not enough", "Por qué una neurona no basta"),
    "lessons_images.xor.summary": (
        "One neuron cannot learn XOR; a few hidden ones can. Both are trained before your eyes.",
        "Una neurona no puede aprender XOR; unas pocas ocultas, sí. Ambas se entrenan ante sus ojos.",
    ),
}
