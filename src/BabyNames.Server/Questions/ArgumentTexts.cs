namespace BabyNames.Server.Questions;

/// <summary>Descriptions of the arguments that several questions have.</summary>
internal static class ArgumentTexts
{
    public const string Country = "ISO 3166-1 alpha-2 code of the country, for example US.";

    public const string AnyCountry = "ISO 3166-1 alpha-2 code of the country, for example US. The default is all countries together.";

    public const string Area =
        "ISO 3166-2 code of a part of the country, for example GB-SCT. `areas` lists the codes. The default is the whole country.";

    private const string Comparison =
        "Blanks, Unicode composition and case do not matter: jean-pierre is Jean-Pierre. Accents matter: Zoe is not Zoë.";

    /// <summary>The second part of a description, after the number of names.</summary>
    public const string Spelling = "of 1 to 100 characters. " + Comparison;

    public const string Name = "The name, 1 to 100 characters. " + Comparison;

    public const string Gender = "Sex as published. The default is both sexes.";

    public const string YearFrom = "First year of birth, 1800 to 2100. The default is the first loaded year.";

    public const string YearTo = "Last year of birth, 1800 to 2100, not before `yearFrom`. The default is the last loaded year.";

    /// <summary>The second part of the description of a rank that may be null.</summary>
    public const string RankNotes =
        "Names with equal births have the same rank, and the next ranks are skipped. If the loaded sources do not cover all births of the "
        + "country, as in AU, the rank is among the loaded births. The value is null if the births are below the publisher's cut-off.";

    public const string First = "Maximum number of names, 1 to {MaxPageSize}. The default is {DefaultPageSize}.";
}
