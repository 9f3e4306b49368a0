"""Sentences of the progress display."""

TEXTS: dict[str, tuple[str, str]] = {
    "live.epoch_of": ("Epoch {epoch}/{epochs}", "Época {epoch}/{epochs}"),
    "live.figures": (
        "loss {loss:.3f}  accuracy {accuracy:.1%}  {rate:,.0f} images/s",
        "pérdida {loss:.3f}  exactitud {accuracy:.1%}  {rate:,.0f} imágenes/s",
    ),
    "live.planned_size": (
        "The largest images that the time allows here: {size} pixels.",
        "Las imágenes más grandes que el tiempo permite aquí: {size} píxeles.",
    ),
    "live.planned_network": (
        "The widest network that the time allows here: {network}.",
        "La red más ancha que el tiempo permite aquí: {network}.",
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
    # experiments
    "live.runs_begin": (
        "{name}: {total} runs (arms: {arms}, seeds: {seeds}); done before: {kept}; at once: {workers}; threads of each: {threads}",
        "{name}: {total} ejecuciones (brazos: {arms}, semillas: {seeds}); ya hechas: {kept}; a la vez: {workers}; hilos de cada una: {threads}",
    ),
    "live.runs_all_done": (
        "{name}: all {total} runs were done before.",
        "{name}: las {total} ejecuciones ya estaban hechas.",
    ),
    "live.runs_whole": ("Runs {ended}/{total}", "Ejecuciones {ended}/{total}"),
    "live.run_epoch": ("{run}  epoch {epoch}/{epochs}", "{run}  época {epoch}/{epochs}"),
    "live.run_val": ("val accuracy {accuracy:.1%}", "exactitud valid. {accuracy:.1%}"),
    "live.run_train": ("train accuracy {accuracy:.1%}", "exactitud entren. {accuracy:.1%}"),
    "live.run_ended": (
        "{ended}/{total}  {run}  {how}  {figures}  {left}",
        "{ended}/{total}  {run}  {how}  {figures}  {left}",
    ),
    "live.run_done": ("done", "terminada"),
    "live.run_failed": ("failed", "falló"),
    "live.run_interrupted": ("saved, not finished", "guardada, sin terminar"),
    "live.run_again": (
        "{run}: its process ended by itself; the run is taken up once more",
        "{run}: su proceso terminó por sí solo; la ejecución se retoma una vez",
    ),
    "live.left_seconds": ("about {seconds:.0f} s left", "quedan unos {seconds:.0f} s"),
    "live.left_minutes": ("about {minutes:.0f} min left", "quedan unos {minutes:.0f} min"),
}
