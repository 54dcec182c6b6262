using System.ComponentModel;
using System.Linq.Expressions;
using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.GraphQLEngine;
using BabyNames.Queries;
using BabyNames.Server.Errors;
using BabyNames.Server.RateLimiting;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Server.Statistics;

internal sealed record StatisticGroupsArguments(
    [Description("What the rows of a group have in common, 1 to 4 different keys.")] IReadOnlyList<StatisticGroupKey> GroupBy,
    [Description("Conditions that every row meets.")] IRowCondition<NameStatistic>? Where,
    [Description("Order of the groups; KEY unless given.")] StatisticGroupOrder? Order,
    [Description("Groups at most, 1 to {MaxPageSize}, which it is unless given.")] int? First
);

/// <summary>The question <c>nameStatisticsGroups</c>.</summary>
internal sealed class StatisticGroupsQuestion(GraphQLLimits limits, RowCounts counts)
    : IQuestion<BabyNamesDbContext, StatisticGroupsArguments, IReadOnlyList<StatisticGroup>>
{
    /// <summary>What clients may say of the rows that <c>year_totals</c> has too.</summary>
    private static readonly HashSet<string> InTotals = ["countryId", "country", "countryCode", "year", "gender"];

    /// <summary>The keys in the order of the groups.</summary>
    private static readonly (StatisticGroupKey Key, string Column)[] Keys =
    [
        (StatisticGroupKey.Country, nameof(StatisticGroup.CountryCode)),
        (StatisticGroupKey.Decade, nameof(StatisticGroup.Decade)),
        (StatisticGroupKey.Year, nameof(StatisticGroup.Year)),
        (StatisticGroupKey.Gender, nameof(StatisticGroup.Gender)),
    ];

    private static readonly Column Births = new(nameof(NameStatistic.Count), typeof(long), IsNullable: false);

    private static readonly Aggregate[] Aggregates =
    [
        new(nameof(StatisticGroup.Rows), AggregateMethod.Count, Term: null),
        new(nameof(StatisticGroup.Sum), AggregateMethod.Sum, Births),
        new(nameof(StatisticGroup.Min), AggregateMethod.Min, Births),
        new(nameof(StatisticGroup.Max), AggregateMethod.Max, Births),
    ];

    private static readonly RowTotals Totals = new(
        Births.Name,
        Of(total => total.Count),
        Of(total => total.SmallestCount),
        Of(total => total.LargestCount),
        Of(total => total.Names)
    );

    public string Name => "nameStatisticsGroups";

    public string Description =>
        "Rows of nameStatistics put together: how many, and the sum, the least and the most of their births. Quickest when `where` names "
        + "country, year and sex at most: then a few hundred totals are read; with other conditions, every row that meets them.";

    /// <summary>There are no more groups than countries, years and sexes that have rows.</summary>
    public RowEstimate Estimate(StatisticGroupsArguments arguments)
    {
        var bounds = new RowBounds().Add(arguments.Where?.Term);
        var groups = counts.Slices(bounds);
        var read = IsInTotals(arguments) ? groups : counts.Within(typeof(NameStatistic), bounds);
        return new(Math.Min(arguments.First ?? limits.MaxPageSize, groups), read);
    }

    public async Task<IReadOnlyList<StatisticGroup>> AskAsync(
        StatisticGroupsArguments arguments,
        BabyNamesDbContext database,
        CancellationToken cancellationToken
    )
    {
        var asked = arguments.GroupBy;
        if (asked.Count == 0 || asked.Distinct().Count() != asked.Count)
            throw new InvalidInputException("groupBy must name 1 to 4 different keys.");
        var first = arguments.First ?? limits.MaxPageSize;
        if (first < 1 || first > limits.MaxPageSize)
            throw new InvalidInputException($"first must be between 1 and {limits.MaxPageSize}.");
        var rows = IsInTotals(arguments)
            ? Rows(database.YearTotals, arguments, Totals)
            : Rows(database.NameStatistics, arguments, totals: null);
        var groups = rows.GroupBy([.. Keys.Where(key => asked.Contains(key.Key)).Select(key => rows.Find(key.Column)!)], Aggregates);
        OrderStep[] order = arguments.Order switch
        {
            StatisticGroupOrder.SumDesc => [new(groups.Find(nameof(StatisticGroup.Sum))!, Descending: true)],
            StatisticGroupOrder.RowsDesc => [new(groups.Find(nameof(StatisticGroup.Rows))!, Descending: true)],
            _ => [],
        };
        var page = await groups.Page(new(order, groups.Key), after: null, skip: 0, first, groups.Columns).ToListAsync(cancellationToken);
        // The values of the order come before those of the columns.
        return [.. page.Select(values => Group(groups.Columns, values[^groups.Columns.Count..]))];
    }

    private static bool IsInTotals(StatisticGroupsArguments arguments) =>
        arguments.Where?.Term.Columns().All(column => InTotals.Contains(column.Name.Split('.')[0])) != false;

    private static RowQuery Rows<T>(IQueryable<T> rows, StatisticGroupsArguments arguments, RowTotals? totals)
        where T : class
    {
        var row = Expression.Parameter(typeof(T), "row");
        return RowQuery.Create(
            arguments.Where?.Filter(rows) ?? rows,
            new([], [], new HashSet<string>(), totals),
            name =>
            {
                var value = Expression.Property(row, name);
                return new(new(name, value.Type, IsNullable: false), Expression.Lambda(value, row));
            }
        );
    }

    private static StatisticGroup Group(IReadOnlyList<Column> columns, object?[] values)
    {
        var group = new StatisticGroup();
        foreach (var (column, value) in columns.Zip(values))
            typeof(StatisticGroup).GetProperty(column.Name)!.SetValue(group, value);
        return group;
    }

    private static LambdaExpression Of<T>(Expression<Func<YearTotal, T>> value) => value;
}
