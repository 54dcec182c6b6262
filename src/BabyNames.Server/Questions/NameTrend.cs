using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.GraphQLEngine.Records;
using BabyNames.Queries;
using BabyNames.Server.Errors;
using BabyNames.Server.RateLimiting;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Server.Questions;

[Description("Births, rank and share of one name in one year and for one sex.")]
public sealed class NameTrendPoint
{
    [Description("The name as the statistics spell it.")]
    public string Name { get; init; } = "";

    [Description("Year of birth, 1800 to 2100. It is the year of registration if the publisher counts births by registration.")]
    public int Year { get; init; }

    [GraphQLEnum("Gender")]
    [Description("Sex as published: F for female, M for male.")]
    public string Gender { get; init; } = "";

    [Description("Number of births with exactly this spelling, at least 1.")]
    public long Count { get; init; }

    [Description(
        "Rank by births among the names of the same country or part, year and sex, from 1. Names with equal births have the same "
            + "rank, and the next ranks are skipped. If the loaded sources do not cover all births of the country, as in AU, the rank "
            + "is among the loaded births."
    )]
    public int Rank { get; init; }

    [Description(
        "Percentage of all births published for the same country or part, year and sex: 0 to 100, two decimals, halves rounded up."
    )]
    public decimal Share { get; init; }

    [Description(
        "Number of births published for the same country or part, year and sex. It is lower than the number of all births, because "
            + "publishers withhold small counts."
    )]
    public long YearTotal { get; init; }
}

internal sealed record NameTrendArguments(
    [Description(ArgumentTexts.Name)] string Name,
    [Description(ArgumentTexts.Country)] string Country,
    [Description(ArgumentTexts.Gender), GraphQLEnum("Gender"), AllowedValues("F", "M")] string? Gender,
    [Description(ArgumentTexts.YearFrom)] int? YearFrom,
    [Description(ArgumentTexts.YearTo)] int? YearTo,
    [Description(ArgumentTexts.Area)] string? Area
);

/// <summary>The question <c>nameTrend</c>.</summary>
internal sealed class NameTrendQuestion(ArgumentRules rules, RowCounts counts)
    : IQuestion<BabyNamesDbContext, NameTrendArguments, IReadOnlyList<NameTrendPoint>>
{
    public string Name => "nameTrend";

    public string Description =>
        "Births, rank and share of one name by year and sex, ordered by year, then sex. A missing point means that the number of "
        + "births is below the publisher's cut-off (below 5 in the US), which is not necessarily zero. The result is empty if the name was "
        + "never published.";

    public RowEstimate Estimate(NameTrendArguments arguments) =>
        new(counts.Slices(RowBounds.Of(arguments.Country, arguments.YearFrom, arguments.YearTo, arguments.Gender)));

    public async Task<IReadOnlyList<NameTrendPoint>> AskAsync(
        NameTrendArguments arguments,
        BabyNamesDbContext database,
        CancellationToken cancellationToken
    ) => await Points(Rows(arguments, database)).ToListAsync(cancellationToken);

    /// <summary>Returns the rows of the name, in no particular order.</summary>
    /// <exception cref="InvalidInputException">The name is not valid, a year is out of range, or the last year is before the
    /// first.</exception>
    /// <exception cref="UnknownCountryException">There is no such country.</exception>
    /// <exception cref="UnknownAreaException">The country has no such area.</exception>
    public IQueryable<PeriodStatistic> Rows(NameTrendArguments arguments, BabyNamesDbContext database)
    {
        var name = ArgumentRules.Name(arguments.Name);
        var rows = rules.Part(database, arguments.Country, arguments.Area) is { } part
            ? database.YearsOfParts.Where(row => row.Area == part)
            : database.YearsOfCountries.Where(row => row.CountryCode == arguments.Country);
        return ArgumentRules.Of(rows, arguments.Gender, arguments.YearFrom, arguments.YearTo).Where(row => row.Name == name);
    }

    /// <summary>Makes points of rows, ordered by year, then sex.</summary>
    public static IQueryable<NameTrendPoint> Points(IQueryable<PeriodStatistic> rows) =>
        rows.OrderBy(row => row.YearFrom)
            .ThenBy(row => row.Gender)
            .Select(row => new NameTrendPoint
            {
                Name = row.Name,
                Year = row.YearFrom,
                Gender = row.Gender,
                Count = row.Count,
                Rank = row.Rank,
                Share = row.Share,
                YearTotal = row.PeriodTotal,
            });
}
