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
    "verdict.images": (
        "Answers to {first} and to {second} images came; expected answers to the same images, in the same order.",
        "Llegaron respuestas a {first} y a {second} imágenes; se esperaban respuestas a las mismas imágenes, en el mismo "
        "orden.",
    ),
    "verdict.arms": (
        "{got} arm(s) came; expected at least two to compare.",
        "Se recibieron {got} brazos; se esperaban al menos dos para comparar.",
    ),
}
