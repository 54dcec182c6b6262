using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using BabyNames.Data;
using BabyNames.GraphQLEngine.Records;
using BabyNames.Queries;
using BabyNames.Server.RateLimiting;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Server.Questions;

[Description("The figures of one of the compared names.")]
public sealed class ComparedName
{
    [Description("The name as the statistics spell it.")]
    public required string Name { get; init; }

    [Description(
        "Births, rank and share of the name by year and sex, ordered by year, then sex. A missing point means that the number of births is "
            + "below the publisher's cut-off (below 5 in the US), which is not necessarily zero. The list is empty "
            + "if the name was never published."
    )]
    public required IReadOnlyList<NameTrendPoint> Trend { get; init; }
}

internal sealed record CompareNamesArguments(
    [Description("2 to 10 names " + ArgumentTexts.Spelling)] IReadOnlyList<string> Names,
    [Description(ArgumentTexts.Country)] string Country,
    [Description(ArgumentTexts.Gender), GraphQLEnum("Gender"), AllowedValues("F", "M")] string? Gender,
    [Description(ArgumentTexts.YearFrom)] int? YearFrom,
    [Description(ArgumentTexts.YearTo)] int? YearTo
);

/// <summary>The question <c>compareNames</c>.</summary>
internal sealed class CompareNamesQuestion(ArgumentRules rules, RowCounts counts)
    : IQuestion<BabyNamesDbContext, CompareNamesArguments, IReadOnlyList<ComparedName>>
{
    private const int MinNames = 2;
    private const int MaxNames = 10;

    public string Name => "compareNames";

    public string Description =>
        "Compares the trends of several names in one country. The result has one item for each name, in the order of `names`.";

    public RowEstimate Estimate(CompareNamesArguments arguments) =>
        new(
            arguments.Names.Count,
            Nested: counts.Slices(RowBounds.Of(arguments.Country, arguments.YearFrom, arguments.YearTo, arguments.Gender))
        );

    public async Task<IReadOnlyList<ComparedName>> AskAsync(
        CompareNamesArguments arguments,
        BabyNamesDbContext database,
        CancellationToken cancellationToken
    )
    {
        var names = ArgumentRules.Names(arguments.Names, MinNames, MaxNames);
        var rows = rules
            .Statistics(database, arguments.Country, arguments.Gender, arguments.YearFrom, arguments.YearTo)
            .Where(row => names.Contains(row.Name));
        var points = (await NameTrendQuestion.Points(rows).ToListAsync(cancellationToken)).ToLookup(point => point.Name);
        return [.. names.Select(name => new ComparedName { Name = name, Trend = [.. points[name]] })];
    }
}
