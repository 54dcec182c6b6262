using System.ComponentModel;

namespace BabyNames.Server.Search;

[Description("How a search compares. Case and accents never count.")]
public enum NameSearchMode
{
    [Description("The name starts with the text.")]
    Prefix,

    [Description("The name ends with the text.")]
    Suffix,

    [Description("The name has the text inside.")]
    Contains,

    [Description("The name becomes the text when at most two letters are put in, left out or replaced; one in a text of up to three letters.")]
    Similar,

    [Description("The name sounds like the text in English (Double Metaphone).")]
    Sound,
}

[Description("A name that a search found.")]
public sealed record NameMatch(
    [property: Description("The name as published: trimmed, composed Unicode (NFC), one capital at the start of each part.")] string Name,
    [property: Description("How it was found.")] NameSearchMode Match,
    [property: Description("Births with exactly this spelling, over all years, in the country asked for or in all.")] long TotalCount,
    [property: Description("Those of them that are female.")] long FemaleCount,
    [property: Description("Those of them that are male.")] long MaleCount,
    [property: Description("First year with the name, of either sex.")] int FirstYear,
    [property: Description("Last year with the name, of either sex.")] int LastYear);
