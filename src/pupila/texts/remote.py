"""Sentences about images on the web."""

TEXTS: dict[str, tuple[str, str]] = {
    "remote.failed": (
        "Could not fetch {url}: {reason}. Check the address and the network, or save the image and give its path.",
        "No se pudo obtener {url}: {reason}. Compruebe la dirección y la red, o guarde la imagen y dé su ruta.",
    ),
    "remote.too_big": (
        "{url} is larger than {limit} MB, which no photo needs. Save a smaller copy and give its path.",
        "{url} ocupa más de {limit} MB, más de lo que necesita una foto. Guarde una copia menor y dé su ruta.",
    ),
}
