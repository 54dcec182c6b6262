namespace BabyNames.Server.Questions;

/// <summary>Descriptions of the arguments that questions have in common.</summary>
internal static class ArgumentTexts
{
    public const string Country = "ISO 3166-1 alpha-2 code of the country, for example US.";

    public const string AnyCountry = "ISO 3166-1 alpha-2 code of the country, for example US; all countries together when left out.";

    public const string Area =
        "ISO 3166-2 code of a part of the country, for example GB-SCT (`areas` lists them); the country as a whole when left out.";

    public const string Spelling =
        "of 1 to 100 characters. Read as files are: blanks, composition and capitals do not matter (jean-pierre is Jean-Pierre), accents do (Zoe is not Zoë).";

    public const string Name =
        "The name, 1 to 100 characters. Read as files are: blanks, composition and capitals do not matter (jean-pierre is Jean-Pierre), accents do (Zoe is not Zoë).";

    public const string Gender = "Sex as published; both when left out.";

    public const string YearFrom = "First year of birth, 1800 to 2100; from the first one loaded when left out.";

    public const string YearTo = "Last year of birth, 1800 to 2100, not before `yearFrom`; to the newest one loaded when left out.";

    public const string First = "Names at most, 1 to {MaxPageSize}; {DefaultPageSize} when left out.";
}
