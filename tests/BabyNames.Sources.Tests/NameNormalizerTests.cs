namespace BabyNames.Sources.Tests;

public class NameNormalizerTests
{
    [Theory]
    [InlineData("Emma", "Emma")]
    [InlineData("EMMA", "Emma")]
    [InlineData("  Emma\t", "Emma")]
    [InlineData("MARY   ANN", "Mary Ann")]
    [InlineData("JEAN-PIERRE", "Jean-Pierre")]
    [InlineData("Jean-pierre", "Jean-Pierre")]
    [InlineData("O'NEIL", "O'Neil")]
    [InlineData("O'neil", "O'Neil")]
    [InlineData("O’NEIL", "O'Neil")]
    [InlineData("o‘neil", "O'Neil")]
    [InlineData("OʼNEIL", "O'Neil")]
    [InlineData("MD.", "Md.")]
    [InlineData("CHLOÉ", "Chloé")]
    [InlineData("Zoe\u0308", "Zoë")]
    [InlineData("?LIAM", "?liam")]
    [InlineData("ΝΊΚΗ", "Νίκη")]
    [InlineData("さくら", "さくら")]
    public void A_name_has_one_spelling_for_all_sources(string published, string expected) =>
        Assert.Equal(expected, NameNormalizer.Normalize(published));
}
