"""Train one of the notebooks' networks in plain PyTorch with its DataLoader, in its best form; print one JSON line.

    python benchmarks/torch_side.py n1 --arrays cifar10.npz --epochs 4 --threads 2 --precision bfloat16

What a good engineer would write, without Pupila's own tricks: float32 tensors already scaled and in channels-last
memory, a data set that hands out whole batches (`__getitems__`; collecting single images in Python, as `TensorDataset`
does, is several times slower on small networks), fused Adam, autocast to bfloat16 where that is faster. Workers,
torch's compiler, and keeping numbers below 1e-38 are options, all of which were slower (LOG.md).

This file imports nothing of Pupila.
"""

from __future__ import annotations

from sides import BATCH, EPOCHS, arguments_of, read_arrays, report, time_each

NETWORKS = ("n1", "n2", "n4", "n5")


def build(name, image_shape, num_classes):
    """Build the notebook's network, ending in logits, as a Sequential of torch's layers."""
    from torch import nn

    height, _, channels = image_shape

    def conv(before, filters, size=3, padding=0):
        return [nn.Conv2d(before, filters, size, padding=padding), nn.Tanh() if name == "n4" else nn.ReLU()]

    if name == "n1":
        body = [*conv(channels, 32), nn.MaxPool2d(2), *conv(32, 64), nn.MaxPool2d(2), *conv(64, 64), nn.Flatten()]
        body += [nn.Linear(1024, 64), nn.ReLU(), nn.Linear(64, num_classes)]
    elif name == "n2":
        body = []
        for before, filters in ((channels, 32), (32, 64), (64, 128)):
            body += [*conv(before, filters, padding=1), *conv(filters, filters, padding=1), nn.MaxPool2d(2)]
        body += [nn.Flatten(), nn.Linear(2048, num_classes)]
    elif name == "n4":
        body = [*conv(channels, 6, 5, 2), nn.AvgPool2d(2), *conv(6, 16, 5), nn.AvgPool2d(2), *conv(16, 120, 5)]
        body += [nn.Flatten(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, num_classes)]
    else:
        body = [nn.Flatten(), nn.Linear(height * height * channels, 128), nn.ReLU(), nn.Linear(128, num_classes)]
    return nn.Sequential(*body)


def make_loader(x, y, batch_size, workers):
    """Return a DataLoader that takes each batch in one piece."""
    from torch.utils.data import DataLoader, Dataset

    class Arrays(Dataset):
        def __len__(self):
            return len(y)

        def __getitems__(self, rows):
            return x[rows], y[rows]

    return DataLoader(
        Arrays(),
        batch_size=batch_size,
        shuffle=True,
        num_workers=workers,
        persistent_workers=workers > 0,
        collate_fn=lambda batch: batch,
    )


def trainer(model, name, arrays, arguments):
    """Return what trains one epoch."""
    import torch

    x = torch.from_numpy(arrays["x_train"]).permute(0, 3, 1, 2)  # channels last in memory, as it was
    y = torch.from_numpy(arrays["y_train"]).long()
    loader = make_loader(x, y, BATCH[name], arguments.workers)
    optimizer = (
        torch.optim.SGD(model.parameters(), 0.01, fused=True)
        if name == "n4"
        else torch.optim.Adam(model.parameters(), 0.001, fused=True)
    )
    loss_of, low = torch.nn.CrossEntropyLoss(), arguments.precision == "bfloat16"
    asked = torch.compile(model) if arguments.compile else model

    def epoch():
        model.train()
        for images, labels in loader:
            optimizer.zero_grad(set_to_none=True)
            with torch.autocast("cpu", torch.bfloat16, enabled=low):
                loss = loss_of(asked(images), labels)
            loss.backward()
            optimizer.step()

    return epoch


def accuracy(model, arrays):
    """Return accuracy on the test images, in float32."""
    import torch

    model.eval()
    with torch.inference_mode():
        found = [model(part.permute(0, 3, 1, 2)).argmax(1) for part in torch.from_numpy(arrays["x_test"]).split(500)]
    return float((torch.cat(found).numpy() == arrays["y_test"]).mean())


def main() -> None:
    parser = arguments_of(__doc__, NETWORKS)
    parser.add_argument("--precision", choices=("float32", "bfloat16"), default="float32")
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--compile", type=int, choices=(0, 1), default=0)
    parser.add_argument("--flush", type=int, choices=(0, 1), default=1, help="take tiny numbers for zero")
    arguments = parser.parse_args()
    import torch

    torch.set_flush_denormal(bool(arguments.flush))
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(0)
    name, arrays = arguments.network, read_arrays(arguments.arrays)
    model = build(name, arrays["x_train"].shape[1:], int(arrays["y_train"].max()) + 1)
    model = model.to(memory_format=torch.channels_last)
    epochs = arguments.epochs or EPOCHS[name]
    seconds = time_each(trainer(model, name, arrays, arguments), epochs)
    form = f"{arguments.precision}, {arguments.workers} workers"
    form += ", compiled" * arguments.compile + ", tiny numbers kept" * (not arguments.flush)
    report(
        seconds,
        len(arrays["y_train"]),
        framework=f"torch {torch.__version__}",
        network=name,
        form=form,
        parameters=sum(one.numel() for one in model.parameters()),
        threads=arguments.threads,
        epochs=epochs,
        test={"accuracy": accuracy(model, arrays), "n": len(arrays["y_test"])},
    )


if __name__ == "__main__":
    main()
