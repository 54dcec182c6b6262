using BabyNames.Conventions;
using BabyNames.Data.Model;
using BabyNames.Server.Feeds;
using BabyNames.Server.Feeds.Functions;
using BabyNames.Server.RateLimiting;
using BabyNames.Server.Statistics;

namespace BabyNames.Server.Questions;

/// <summary>The questions as OData functions.</summary>
internal sealed class QuestionFunctions(ConventionLimits limits, RowCounts counts)
{
    private static readonly FunctionParameter Country = new("country", "ISO 3166-1 alpha-2 code of the country, for example US.");
    private static readonly FunctionParameter Gender = new("gender", "F or M; both when left out.", IsOptional: true);

    private readonly QuestionArguments _arguments = new(limits);

    public IEnumerable<FeedFunction> All => [PopularNames(), NameTrend(), GenderDistribution(), Changes("RisingNames", "rose", rising: true), Changes("FallingNames", "fell", rising: false)];

    private RowsFunction<NameStatistic> PopularNames() => new(
        "PopularNames", "The names given most in one country and year: by rank, then by name. Without gender names of both sexes, each with its rank within its own sex.",
        [Country, new("year", "Year of birth, 1800 to 2100.", IsNumber: true), Gender],
        NameStatisticFeed.Set, "Births desc,Name",
        (arguments, database) =>
        {
            var context = arguments.ToQuestion(default);
            var (country, year) = (_arguments.ReadCountry(database, context), QuestionArguments.ReadYear(context, "year"));
            var gender = QuestionArguments.ReadGender(context);
            return (
                source => source.NameStatistics.Where(one => one.CountryCode == country && one.Year == year && (gender == null || one.Gender == gender)),
                RowBounds.Of(country, year, year, gender));
        });

    private RowsFunction<NameStatistic> NameTrend() => new(
        "NameTrend", "Births, rank and share of one name by year and sex. A gap means below the publisher's cut-off (US: under 5 births), not zero.",
        [new("name", "The name; blanks, composition and capitals do not matter, accents do."), Country, Gender],
        NameStatisticFeed.Set, "Year,Gender",
        (arguments, database) =>
        {
            var context = arguments.ToQuestion(default);
            var (country, name) = (_arguments.ReadCountry(database, context), QuestionArguments.ReadName(context));
            var gender = QuestionArguments.ReadGender(context);
            return (
                source => source.NameStatistics.Where(one => one.Name == name && one.CountryCode == country && (gender == null || one.Gender == gender)),
                RowBounds.Of(country, gender: gender, names: 1));
        });

    private RecordsFunction<GenderDistribution> GenderDistribution() => new(
        "GenderDistribution", "How likely names are to be male or female. A name with fewer than 100 births in the country has no row; without country the births of all countries are added up.",
        [new("names", "1 to 100 names, separated by commas."), Country with { IsOptional = true, Description = "ISO 3166-1 alpha-2 code of the country; all countries together when left out." }],
        type =>
        {
            // The function has the name of the class.
            type.Name = "NameGenders";
            type.Property(one => one.Name).IsRequired();
            type.Property(one => one.FemaleCount);
            type.Property(one => one.MaleCount);
            type.Property(one => one.TotalCount);
            type.Property(one => one.FemaleProbability);
            type.Property(one => one.MaleProbability);
        },
        [nameof(Questions.GenderDistribution.Name)], (nameof(Questions.GenderDistribution.Position), Descending: false),
        arguments => Price.Of(GenderDistributionQuestion.Rows(counts, RowBounds.Of(arguments.Text("country")), Names(arguments).Count)),
        (arguments, database, cancellationToken) => Task.FromResult(
            new GenderDistributionQuestion(_arguments).Query(database, arguments.ToQuestion(cancellationToken, ("names", Names(arguments))))));

    private RecordsFunction<NameChange> Changes(string name, string verb, bool rising) => new(
        name, $"The names that {verb} most between two years, by the change of their share of the births published for their sex.",
        [Country, new("yearFrom", "The year to compare with.", IsNumber: true), new("yearTo", "The year that is compared, after yearFrom.", IsNumber: true), Gender],
        type =>
        {
            type.Property(one => one.Name).IsRequired();
            type.Property(one => one.Gender).IsRequired();
            type.Property(one => one.CountFrom).Name = "BirthsFrom";
            type.Property(one => one.CountTo).Name = "BirthsTo";
            type.Property(one => one.RankFrom);
            type.Property(one => one.RankTo);
            type.Property(one => one.ShareFrom);
            type.Property(one => one.ShareTo);
            var change = type.Property(one => one.Change);
            (change.Precision, change.Scale) = (7, 4);
            type.Property(one => one.CoverageFrom).IsRequired();
            type.Property(one => one.CoverageTo).IsRequired();
        },
        [nameof(NameChange.Name), nameof(NameChange.Gender)], (nameof(NameChange.Difference), Descending: rising),
        arguments => new(limits.MaxPageSize, NameChangesQuestion.RowsRead(
            counts, RowBounds.Of(arguments.Text("country"), gender: arguments.Text("gender")), arguments.Number("yearFrom"), arguments.Number("yearTo"))),
        (arguments, database, cancellationToken) => new NameChangesQuestion(_arguments).QueryAsync(database, arguments.ToQuestion(cancellationToken), rising));

    private static List<string> Names(FunctionArguments arguments) =>
        [.. (arguments.Text("names") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
}
