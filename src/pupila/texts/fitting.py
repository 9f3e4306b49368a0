"""Sentences that tell how a training fitted and what to try next."""

TEXTS: dict[str, tuple[str, str]] = {
    "fitting.kind.overfit": (
        "It overfits: from epoch {since} on it does clearly better on the images it learned from than on new ones.",
        "Hay sobreajuste: desde la época {since} acierta claramente más con las imágenes de las que aprendió que con "
        "imágenes nuevas.",
    ),
    "fitting.kind.underfit": (
        "It underfits: it errs often even on the images it learned from, and has stopped improving.",
        "Hay subajuste: se equivoca a menudo incluso con las imágenes de las que aprendió, y ha dejado de mejorar.",
    ),
    "fitting.kind.good": (
        "It fits well: it does nearly as well on new images as on those it learned from, and the curves have levelled "
        "off.",
        "El ajuste es bueno: acierta con imágenes nuevas casi tanto como con las que le sirvieron para aprender, y las "
        "curvas se han estabilizado.",
    ),
    "fitting.kind.improving": (
        "It had not finished learning: when training ended, the loss was still falling and no gap had opened.",
        "Aún no había terminado de aprender: al acabar el entrenamiento la pérdida seguía bajando y no se había "
        "abierto ninguna distancia.",
    ),
    "fitting.kind.diverging": (
        "It diverges: after epoch {since} the training loss rose instead of falling.",
        "Diverge: después de la época {since} la pérdida de entrenamiento subió en lugar de bajar.",
    ),
    "fitting.kind.diverging_at_once": (
        "It diverges: the training loss was not a finite number from the first epoch on.",
        "Diverge: la pérdida de entrenamiento no fue un número finito desde la primera época.",
    ),
    "fitting.kind.noisy": (
        "The validation curve jumps too much to be read: no trend can be told from chance.",
        "La curva de validación oscila demasiado para interpretarla: no se distingue ninguna tendencia del azar.",
    ),
    "fitting.kind.too_short": (
        "Too few epochs to tell how it fits: a trend needs at least four.",
        "Hay muy pocas épocas para saber cómo se ajusta: una tendencia necesita al menos cuatro.",
    ),
    "fitting.kind.unmeasured": (
        "How it fits cannot be told, because no images were held out for validation.",
        "No se puede saber cómo se ajusta, porque no se reservaron imágenes para validar.",
    ),
    "fitting.accuracies": (
        "At epoch {epoch} it gets {train:.1%} of the training images right (95% interval: {train_low:.1%} to "
        "{train_high:.1%}, n\u00a0=\u00a0{train_n:,}) and {val:.1%} of the validation images ({val_low:.1%} to "
        "{val_high:.1%}, n\u00a0=\u00a0{val_n:,}).",
        "En la época {epoch} acierta en el {train:.1%} de las imágenes de entrenamiento (intervalo del 95\u00a0%: del "
        "{train_low:.1%} al {train_high:.1%}, n\u00a0=\u00a0{train_n:,}) y en el {val:.1%} de las de validación (del "
        "{val_low:.1%} al {val_high:.1%}, n\u00a0=\u00a0{val_n:,}).",
    ),
    "fitting.gap": (
        "The difference is {points:+.1f} points (95% interval: {low:+.1f} to {high:+.1f}).",
        "La diferencia es de {points:+.1f} puntos (intervalo del 95\u00a0%: de {low:+.1f} a {high:+.1f}).",
    ),
    "fitting.loss_best": (
        "The validation loss was lowest at epoch {best} ({low:.3f}) and stood at {last:.3f} at epoch {epoch}.",
        "La pérdida de validación fue mínima en la época {best} ({low:.3f}) y era de {last:.3f} en la época {epoch}.",
    ),
    "fitting.loss_last": (
        "The validation loss was lowest at the last epoch, number {best} ({low:.3f}).",
        "La pérdida de validación fue mínima en la última época, la {best} ({low:.3f}).",
    ),
    "fitting.train_loss_rose": (
        "The training loss was {low:.3f} at epoch {since} and {last:.3f} at epoch {epoch}.",
        "La pérdida de entrenamiento era de {low:.3f} en la época {since} y de {last:.3f} en la época {epoch}.",
    ),
    "fitting.train_loss_lost": (
        "The training loss was {low:.3f} at epoch {since} and not a finite number at the end.",
        "La pérdida de entrenamiento era de {low:.3f} en la época {since} y al final ya no era un número finito.",
    ),
    "fitting.jitter": (
        "From one epoch to the next the validation loss jumps by about {jitter:.0%} of its value "
        "(n\u00a0=\u00a0{n:,} images).",
        "De una época a otra, la pérdida de validación oscila alrededor de un {jitter:.0%} de su valor "
        "(n\u00a0=\u00a0{n:,} imágenes).",
    ),
    "fitting.more_yes": (
        "More epochs would probably help: over the last quarter of the training the validation loss still fell.",
        "Probablemente convendrían más épocas: en el último cuarto del entrenamiento la pérdida de validación seguía "
        "bajando.",
    ),
    "fitting.more_no": (
        "More epochs in the same way are unlikely to help: the validation loss has stopped falling.",
        "Es poco probable que más épocas iguales sirvan de algo: la pérdida de validación ha dejado de bajar.",
    ),
    "fitting.more_unclear": (
        "Whether more epochs would help cannot be told from these curves.",
        "Con estas curvas no se puede saber si convendrían más épocas.",
    ),
    "fitting.try.more_epochs": (
        "Train for more epochs: twice as many is a fair first try.",
        "Entrene durante más épocas: el doble es un buen primer intento.",
    ),
    "fitting.try.fewer_epochs": (
        "Later epochs only cost time, since the best one is kept: let train.patience end the training earlier.",
        "Las épocas posteriores solo cuestan tiempo, pues se conserva la mejor: deje que train.patience termine antes "
        "el entrenamiento.",
    ),
    "fitting.try.keep_best": (
        'Keep the best epoch on validation images, not the last: train.keep = "best".',
        'Conserve la mejor época según las imágenes de validación, no la última: train.keep = "best".',
    ),
    "fitting.try.augment": (
        "Augment the training images with changes that leave the class as it is, such as small shifts or flips: "
        "augment.lines.",
        "Aumente las imágenes de entrenamiento con cambios que no alteren la clase, como pequeños desplazamientos o "
        "volteos: augment.lines.",
    ),
    "fitting.try.dropout": (
        'Add dropout before the last dense layers, such as "dropout 0.2".',
        'Añada dropout antes de las últimas capas densas, por ejemplo "dropout 0.2".',
    ),
    "fitting.try.weight_decay": (
        "Pull the weights towards zero: train.weight_decay, 0.0001 to begin with.",
        "Acerque los pesos a cero: train.weight_decay, para empezar 0.0001.",
    ),
    "fitting.try.more_images": (
        "Gather more training images: nothing helps more surely against overfitting.",
        "Reúna más imágenes de entrenamiento: es el remedio más seguro contra el sobreajuste.",
    ),
    "fitting.try.smaller_network": (
        "Try a smaller network: fewer filters or units have less room for learning by heart.",
        "Pruebe una red más pequeña: con menos filtros o unidades hay menos sitio para memorizar.",
    ),
    "fitting.try.larger_network": (
        "Try a larger network: more filters, more units or another layer.",
        "Pruebe una red mayor: más filtros, más unidades u otra capa.",
    ),
    "fitting.try.less_regularisation": (
        "Ease augmentation, dropout or weight decay: they hold back a network that already fits too little.",
        "Rebaje el aumento de datos, el dropout o la regularización de pesos: frenan a una red que ya se ajusta poco.",
    ),
    "fitting.try.higher_rate": (
        "Try a higher learning rate, three times as high: too small steps can look like a limit.",
        "Pruebe una tasa de aprendizaje mayor, del triple: unos pasos demasiado cortos pueden parecer un límite.",
    ),
    "fitting.try.lower_rate": (
        "Lower the learning rate to a third.",
        "Reduzca la tasa de aprendizaje a un tercio.",
    ),
    "fitting.try.lower_rate_to": (
        "Lower the learning rate, from {rate:.2g} to about {lower:.2g}.",
        "Reduzca la tasa de aprendizaje, de {rate:.2g} a alrededor de {lower:.2g}.",
    ),
    "fitting.try.falling_rate": (
        'Let the learning rate fall towards the end: train.schedule = "cosine".',
        'Haga que la tasa de aprendizaje baje hacia el final: train.schedule = "cosine".',
    ),
    "fitting.try.more_validation": (
        "Hold out more images for validation: so few make the curve jump by themselves.",
        "Reserve más imágenes para validar: con tan pocas la curva oscila por sí sola.",
    ),
    "fitting.try.hold_out": (
        "Hold out a part of the training images: split.val = 0.1.",
        "Reserve una parte de las imágenes de entrenamiento: split.val = 0.1.",
    ),
    "fitting.try.leave": (
        "Nothing in the curves asks for a change. More images, or a larger network with augmentation, may still do "
        "better: compare them over several seeds.",
        "Nada en las curvas pide un cambio. Aun así, más imágenes o una red mayor con aumento de datos podrían mejorar "
        "el resultado: compárelo con varias semillas.",
    ),
}
