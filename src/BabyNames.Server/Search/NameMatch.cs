using System.ComponentModel;

namespace BabyNames.Server.Search;

[Description("How a search compares. Case, accents, blanks, hyphens, apostrophes and dots never count.")]
public enum NameSearchMode
{
    [Description("The name starts with the text.")]
    Prefix,

    [Description("The name ends with the text.")]
    Suffix,

    [Description("The name has the text inside.")]
    Contains,

    [Description(
        "The name becomes the text by one edit: a letter put in, left out or replaced, or two neighbours exchanged. By two edits, "
            + "neither an exchange, it does if the text has four letters or more and the name is one of the 10,000 given most. Ranked by births and edits together."
    )]
    Similar,

    [Description(
        "The name sounds like the text in English: by Double Metaphone, and by a list of names that it misses or that are spelled otherwise, such as Sean and Shawn. Ranked by "
            + "births and spelling together."
    )]
    Sound,
}

[Description("A name that a search found.")]
public sealed record NameMatch(
    [property: Description("The name as published: trimmed, composed Unicode (NFC), one capital at the start of each part.")] string Name,
    [property: Description("How it was found.")] NameSearchMode Match,
    [property: Description("Births with exactly this spelling, over all years, in the country asked for or in all.")] long Count,
    [property: Description("Those of them that are female.")] long FemaleCount,
    [property: Description("Those of them that are male.")] long MaleCount,
    [property: Description("First year with the name, of either sex.")] int FirstYear,
    [property: Description("Last year with the name, of either sex.")] int LastYear
);
