"""Find lessons by name. Titles are known without computing; a lesson's module is imported when it is asked for."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass

from pupila.lessons.lesson import Block, Lesson, Words, words
from pupila.registry import Registry


@dataclass(frozen=True)
class Entry:
    """Hold what is known of a lesson before it is built.

    Args:
        title: Its title.
        summary: What one learns, in a sentence.
        blocks: Where the function stands that makes the lesson: "package.module:function".
        sources: As in `Lesson`.
    """

    title: Words
    summary: Words
    blocks: str
    sources: tuple[str, ...] = ()


LESSONS: Registry[Entry] = Registry("lesson")


def lesson(name: str) -> Lesson:
    """Build a lesson: what it shows is computed now.

    Raises:
        UsageError: No lesson of that name; the nearest is suggested.
    """
    entry = LESSONS[name]
    module, _, function = entry.blocks.partition(":")
    make: Callable[[], tuple[Block, ...]] = getattr(importlib.import_module(module), function)
    return Lesson(name, entry.title, entry.summary, make(), entry.sources)


def _add(name: str, title: Words, summary: Words, *, blocks: str, sources: tuple[str, ...] = ()) -> None:
    LESSONS.register(name)(Entry(title, summary, blocks, sources))


_CHINA = "china.jpg: danielbuechele, flickr, CC BY 2.0; it comes with scikit-learn."
_FLOWER = "flower.jpg: vultilion, flickr, CC BY 2.0; it comes with scikit-learn."
_DIGITS = "E. Alpaydin, C. Kaynak (1998), Optical Recognition of Handwritten Digits, UCI; it comes with scikit-learn."

# In the order in which they are best read.
_add(
    "pixels",
    words("lessons_images.pixels.title"),
    words("lessons_images.pixels.summary"),
    blocks="pupila.lessons.pixels:pixels",
    sources=(
        _DIGITS,
        _FLOWER,
    ),
)
_add(
    "kernels",
    words("lessons_images.kernels.title"),
    words("lessons_images.kernels.summary"),
    blocks="pupila.lessons.kernels:kernels",
    sources=(
        "J. Prewitt (1970), Object enhancement and extraction, in Picture Processing and Psychopictorics.",
        "Y. LeCun, L. Bottou, Y. Bengio, P. Haffner (1998), Gradient-based learning applied to document recognition.",
        _DIGITS,
        _CHINA,
        _FLOWER,
    ),
)
_add(
    "padding",
    words("lessons_images.padding.title"),
    words("lessons_images.padding.summary"),
    blocks="pupila.lessons.shapes:padding",
    sources=(
        "V. Dumoulin, F. Visin (2016), A guide to convolution arithmetic for deep learning, arXiv:1603.07285.",
        _DIGITS,
        _CHINA,
    ),
)
_add(
    "pooling",
    words("lessons_images.pooling.title"),
    words("lessons_images.pooling.summary"),
    blocks="pupila.lessons.shapes:pooling",
    sources=(
        "K. Fukushima (1980), Neocognitron: a network unaffected by shift in position, Biological Cybernetics 36.",
        "D. Scherer, A. Müller, S. Behnke (2010), Evaluation of pooling operations in convolutional architectures.",
        _DIGITS,
        _CHINA,
    ),
)
_add(
    "xor",
    words("lessons_images.xor.title"),
    words("lessons_images.xor.summary"),
    blocks="pupila.lessons.neurons:xor",
    sources=(
        "F. Rosenblatt (1958), The perceptron, Psychological Review 65.",
        "M. Minsky, S. Papert (1969), Perceptrons, MIT Press.",
        "D. Rumelhart, G. Hinton, R. Williams (1986), Learning representations by back-propagating errors, Nature 323.",
    ),
)
_add(
    "softmax",
    words("lessons_learning.softmax.title"),
    words("lessons_learning.softmax.summary"),
    blocks="pupila.lessons.softmax:softmax",
    sources=(
        "J. Bridle (1990), Probabilistic interpretation of feedforward classification network outputs, Neurocomputing.",
        "X. Glorot, Y. Bengio (2010), Understanding the difficulty of training deep feedforward neural networks.",
        "C. Guo, G. Pleiss, Y. Sun, K. Weinberger (2017), On calibration of modern neural networks, arXiv:1706.04599.",
        _DIGITS,
    ),
)
_add(
    "overfitting",
    words("lessons_learning.overfitting.title"),
    words("lessons_learning.overfitting.summary"),
    blocks="pupila.lessons.overfitting:overfitting",
    sources=(
        "C. Zhang et al. (2017), Understanding deep learning requires rethinking generalization, arXiv:1611.03530.",
        "D. Arpit et al. (2017), A closer look at memorization in deep networks, arXiv:1706.05394.",
        _DIGITS,
    ),
)
_add(
    "augmentation",
    words("lessons_learning.augmentation.title"),
    words("lessons_learning.augmentation.summary"),
    blocks="pupila.lessons.augmentation:augmentation",
    sources=(
        "P. Simard, D. Steinkraus, J. Platt (2003), Best practices for convolutional neural networks, ICDAR.",
        "N. Srivastava et al. (2014), Dropout, Journal of Machine Learning Research 15.",
        "Student (1908), The probable error of a mean, Biometrika 6: the interval.",
        _DIGITS,
        _FLOWER,
    ),
)
_add(
    "test-set",
    words("lessons_judging.test_set.title"),
    words("lessons_judging.test_set.summary"),
    blocks="pupila.lessons.sealed:sealed",
    sources=(
        "E. B. Wilson (1927), Probable inference, Journal of the American Statistical Association 22: the interval.",
        "A. Blum, M. Hardt (2015), The Ladder: a reliable leaderboard for competitions, arXiv:1502.04585.",
    ),
)
_add(
    "five-questions",
    words("lessons_judging.five_questions.title"),
    words("lessons_judging.five_questions.summary"),
    blocks="pupila.lessons.questions:five_questions",
    sources=(
        "H. Xiao, K. Rasul, R. Vollgraf (2017), Fashion-MNIST, arXiv:1708.07747.",
        "Student (1908), The probable error of a mean, Biometrika 6: the interval.",
    ),
)
