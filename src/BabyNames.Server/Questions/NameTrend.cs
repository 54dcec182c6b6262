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

[Description("Births, rank and share of one name in one year and sex.")]
public sealed class NameTrendPoint
{
    [Description("The name as the statistics spell it.")]
    public string Name { get; init; } = "";

    [Description("Year of birth, 1800 to 2100; year of registration where the publisher counts by that.")]
    public int Year { get; init; }

    [GraphQLEnum("Gender")]
    [Description("Sex as published: F for female, M for male.")]
    public string Gender { get; init; } = "";

    [Description("Births with exactly this spelling, at least 1.")]
    public long Count { get; init; }

    [Description(
        "Place by births among the names of the same country, year and sex, from 1. Equal births share a place and the next one jumps. Where the loaded sources leave out a part of a country's births, as in AU, the place is among those loaded."
    )]
    public int Rank { get; init; }

    [Description("Percent of the births published for the same country, year and sex, 0 to 100, two decimals, halves rounded up.")]
    public decimal Share { get; init; }

    [Description("All births published for the same country, year and sex. Less than all births: publishers withhold small counts.")]
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
        "Births, rank and share of one name, by year, then sex. A gap means below the publisher's cut-off (US: under 5 births), not zero; "
        + "a name that was never published has no points.";

    public RowEstimate Estimate(NameTrendArguments arguments) =>
        new(counts.Slices(RowBounds.Of(arguments.Country, arguments.YearFrom, arguments.YearTo, arguments.Gender)));

    public async Task<IReadOnlyList<NameTrendPoint>> AskAsync(
        NameTrendArguments arguments,
        BabyNamesDbContext database,
        CancellationToken cancellationToken
    ) => await Points(Rows(arguments, database)).ToListAsync(cancellationToken);

    /// <exception cref="InvalidInputException">An argument is out of range.</exception>
    public IQueryable<PeriodStatistic> Rows(NameTrendArguments arguments, BabyNamesDbContext database)
    {
        var name = ArgumentRules.Name(arguments.Name);
        var rows = rules.Part(database, arguments.Country, arguments.Area) is { } part
            ? database.YearsOfParts.Where(row => row.Area == part)
            : database.YearsOfCountries.Where(row => row.CountryCode == arguments.Country);
        return ArgumentRules.Of(rows, arguments.Gender, arguments.YearFrom, arguments.YearTo).Where(row => row.Name == name);
    }

    /// <summary>Orders by year, then sex.</summary>
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
