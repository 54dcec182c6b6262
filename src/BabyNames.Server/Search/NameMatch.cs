using System.ComponentModel;

namespace BabyNames.Server.Search;

[Description("How a search compares names with the text. It ignores case, accents, blanks, hyphens, apostrophes and dots.")]
public enum NameSearchMode
{
    [Description("The name starts with the text.")]
    Prefix,

    [Description("The name ends with the text.")]
    Suffix,

    [Description("The name contains the text.")]
    Contains,

    [Description(
        "The spelling of the name is similar to the text. One edit is permitted: a letter inserted, removed or replaced, or two adjacent "
            + "letters exchanged. Two edits without an exchange are permitted if the text has four letters or more and the name is one of "
            + "the 10,000 most frequent. The order depends on births and edits together."
    )]
    Similar,

    [Description(
        "The name sounds like the text in English. The comparison uses Double Metaphone and a list of names that sound alike, such as "
            + "Sean and Shawn. The order depends on births and spelling together."
    )]
    Sound,
}

[Description("A name that a search found.")]
public sealed record NameMatch(
    [property: Description(
        "The name as the statistics spell it. It is trimmed, in composed Unicode (NFC), and each part starts with a capital letter."
    )]
        string Name,
    [property: Description("The mode that found the name.")] NameSearchMode Match,
    [property: Description(
        "Number of births with exactly this spelling, over all years, in the requested country or in all countries together."
    )]
        long Count,
    [property: Description("Number of female births with exactly this spelling, over all years.")] long FemaleCount,
    [property: Description("Number of male births with exactly this spelling, over all years.")] long MaleCount,
    [property: Description("First year in which the name was published, for either sex.")] int FirstYear,
    [property: Description("Last year in which the name was published, for either sex.")] int LastYear
);
