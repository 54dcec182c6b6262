using System.ComponentModel;
using BabyNames.Conventions.Caching;
using BabyNames.Data;
using GraphQL;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Server.Questions;

[Description("One of the names that are compared.")]
public sealed class ComparedName
{
    [Description("The name as the statistics spell it.")]
    public required string Name { get; init; }

    [Description("Its births, rank and share by year, then sex. A gap means below the publisher's cut-off (US: under 5 births), not zero; empty for a name that was never published.")]
    public required IReadOnlyList<NameTrendPoint> Trend { get; init; }
}

/// <summary>The question <c>compareNames</c>.</summary>
internal sealed class CompareNamesQuestion(QuestionArguments arguments)
{
    private const int FewestNames = 2;
    private const int MostNames = 10;

    public void AddField(QuestionInputs inputs) => inputs.Schema.Question<BabyNamesDbContext, IReadOnlyList<ComparedName>>(
        "compareNames", "The trends of several names in one country side by side, one answer for each name, in the order asked.",
        AnswerAsync, isNullable: false,
        field => new(QuestionArguments.CountNames(field), Nested: inputs.Counts.Slices(QuestionArguments.Bounds(field))),
        inputs.Names(FewestNames, MostNames), inputs.Country, inputs.Gender, inputs.YearFrom, inputs.YearTo).Cached();

    private async Task<IReadOnlyList<ComparedName>> AnswerAsync(BabyNamesDbContext database, IResolveFieldContext context)
    {
        var names = QuestionArguments.ReadNames(context, FewestNames, MostNames);
        var rows = arguments.ReadStatistics(database, context).Where(row => names.Contains(row.Name));
        var points = (await NameTrendQuestion.Points(rows).ToListAsync(context.CancellationToken)).ToLookup(point => point.Name);
        return [.. names.Select(name => new ComparedName { Name = name, Trend = [.. points[name]] })];
    }
}
