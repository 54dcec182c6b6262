using System.ComponentModel;
using BabyNames.Conventions.Caching;
using BabyNames.Conventions.Records;
using BabyNames.Data;
using BabyNames.Data.Model;
using GraphQL;
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

    [Description("Place by births among the names of the same country, year and sex, from 1. Equal births share a place and the next one jumps. Where the loaded sources leave out a part of a country's births, as in AU, the place is among those loaded.")]
    public int Rank { get; init; }

    [Description("Percent of the births published for the same country, year and sex, 0 to 100, two decimals, halves rounded up.")]
    public decimal Share { get; init; }

    [Description("All births published for the same country, year and sex. Less than all births: publishers withhold small counts.")]
    public long YearTotal { get; init; }
}

/// <summary>The question <c>nameTrend</c>.</summary>
internal sealed class NameTrendQuestion(QuestionArguments arguments)
{
    public void AddField(QuestionInputs inputs) => inputs.Schema.Question<BabyNamesDbContext, IReadOnlyList<NameTrendPoint>>(
        "nameTrend",
        "Births, rank and share of one name, by year, then sex. A gap means below the publisher's cut-off (US: under 5 births), not zero; "
        + "a name that was never published has no points.",
        AnswerAsync, isNullable: false, field => new(inputs.Counts.Slices(QuestionArguments.Bounds(field))),
        inputs.Name, inputs.Country, inputs.Gender, inputs.YearFrom, inputs.YearTo).Cached();

    private async Task<IReadOnlyList<NameTrendPoint>> AnswerAsync(BabyNamesDbContext database, IResolveFieldContext context)
    {
        var name = QuestionArguments.ReadName(context);
        return await Points(arguments.ReadStatistics(database, context).Where(row => row.Name == name)).ToListAsync(context.CancellationToken);
    }

    /// <summary>Orders by year, then sex.</summary>
    public static IQueryable<NameTrendPoint> Points(IQueryable<NameStatistic> rows) => rows
        .OrderBy(row => row.Year).ThenBy(row => row.Gender)
        .Select(row => new NameTrendPoint
        {
            Name = row.Name,
            Year = row.Year,
            Gender = row.Gender,
            Count = row.Count,
            Rank = row.Rank,
            Share = row.Share,
            YearTotal = row.YearTotal,
        });
}
