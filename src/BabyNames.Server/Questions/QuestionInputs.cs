using BabyNames.Conventions;
using BabyNames.Server.RateLimiting;
using GraphQL.Types;

namespace BabyNames.Server.Questions;

/// <summary>The GraphQL arguments that questions have in common.</summary>
internal sealed class QuestionInputs(ConventionSchema schema, ConventionLimits limits, RowCounts counts)
{
    public ConventionSchema Schema => schema;

    /// <summary>For the cost of a question.</summary>
    public RowCounts Counts => counts;

    public QueryArgument Country => Make("country", NonNull<string>(), "ISO 3166-1 alpha-2 code of the country, for example US.");

    public QueryArgument Name => Make("name", NonNull<string>(), $"The name, 1 to {QuestionArguments.LongestName} characters. {Spelling}");

    public QueryArgument Gender => Make("gender", Schema.Entities.Enum("Gender"), "Sex as published; both when left out.");

    public QueryArgument YearFrom => Make("yearFrom", Nullable<int>(), $"First year of birth, {QuestionArguments.FirstYear} to {QuestionArguments.LastYear}; from the first one loaded when left out.");

    public QueryArgument YearTo => Make("yearTo", Nullable<int>(), $"Last year of birth, {QuestionArguments.FirstYear} to {QuestionArguments.LastYear}, not before `yearFrom`; to the newest one loaded when left out.");

    public QueryArgument First => Make("first", Nullable<int>(), $"Names at most, 1 to {limits.MaxPageSize}; {limits.DefaultPageSize} when left out.");

    private static string Spelling =>
        "Read as files are: blanks, composition and capitals do not matter (jean-pierre is Jean-Pierre), accents do (Zoe is not Zoë).";

    public static QueryArgument Make(string name, IGraphType type, string description) => ConventionSchema.Argument(name, type, description);

    public QueryArgument Names(int least, int most) => Make(
        "names", new NonNullGraphType(new ListGraphType(NonNull<string>())), $"{least} to {most} names of 1 to {QuestionArguments.LongestName} characters. {Spelling}");

    public IGraphType Nullable<T>() => Schema.Entities.Scalars.For(typeof(T));

    public IGraphType NonNull<T>() => new NonNullGraphType(Nullable<T>());
}
