"""Sentences of the progress display."""

TEXTS: dict[str, tuple[str, str]] = {
    "live.epoch_of": ("Epoch {epoch}/{epochs}", "Época {epoch}/{epochs}"),
    "live.figures": (
        "loss {loss:.3f}  accuracy {accuracy:.1%}  {rate:,.0f} images/s",
        "pérdida {loss:.3f}  exactitud {accuracy:.1%}  {rate:,.0f} imágenes/s",
    ),
    "live.planned": (
        "Plan for {minutes:g} minutes: {epochs:.4g} epochs, at the {images_per_second:,.0f} images/s measured just now.",
        "Plan para {minutes:g} minutos: {epochs:.4g} épocas, a las {images_per_second:,.0f} imágenes/s recién medidas.",
    ),
    "live.planned_capped": (
        "Plan for {minutes:g} minutes: {epochs:.4g} epochs, about {seconds:,.0f} s; more epochs would not help, at the {images_per_second:,.0f} images/s measured just now.",
        "Plan para {minutes:g} minutos: {epochs:.4g} épocas, unos {seconds:,.0f} s; más épocas no ayudarían, a las {images_per_second:,.0f} imágenes/s recién medidas.",
    ),
    "live.epoch_line": (
        "epoch {epoch:>3}  train loss {train_loss:.4f} accuracy {train_accuracy:.2%}  val loss {val_loss:.4f} accuracy {val_accuracy:.2%}  {seconds:.1f} s, {rate:,.0f} images/s",
        "época {epoch:>3}  entren. pérdida {train_loss:.4f} exactitud {train_accuracy:.2%}  valid. pérdida {val_loss:.4f} exactitud {val_accuracy:.2%}  {seconds:.1f} s, {rate:,.0f} imágenes/s",
    ),
    "live.epoch_line_no_val": (
        "epoch {epoch:>3}  train loss {train_loss:.4f} accuracy {train_accuracy:.2%}  {seconds:.1f} s, {rate:,.0f} images/s",
        "época {epoch:>3}  entren. pérdida {train_loss:.4f} exactitud {train_accuracy:.2%}  {seconds:.1f} s, {rate:,.0f} imágenes/s",
    ),
}
