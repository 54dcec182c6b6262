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

/// <summary>The arguments of <c>nameStatisticsGroups</c>.</summary>
internal sealed record StatisticGroupsArguments(
    [Description("The keys by which the rows are grouped, 1 to 4 different ones.")] IReadOnlyList<StatisticGroupKey> GroupBy,
    [Description("Conditions that every row must meet.")] IRowCondition<NameStatistic>? Where,
    [Description("The order of the groups. The default is KEY.")] StatisticGroupOrder? Order,
    [Description("Maximum number of groups, 1 to {MaxPageSize}. The default is {MaxPageSize}.")] int? First
);

/// <summary>The question <c>nameStatisticsGroups</c>.</summary>
internal sealed class StatisticGroupsQuestion(GraphQLLimits limits, RowCounts counts)
    : IQuestion<BabyNamesDbContext, StatisticGroupsArguments, IReadOnlyList<StatisticGroup>>
{
    /// <summary>GraphQL names of the columns that <c>year_totals</c> has too.</summary>
    private static readonly HashSet<string> ColumnsOfTotals = ["countryId", "country", "countryCode", "year", "gender"];

    /// <summary>All keys, in the default order of the groups.</summary>
    private static readonly (StatisticGroupKey Key, string Column)[] AllKeys =
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
        "Groups of the rows of nameStatistics, each with the number of rows and the sum, average, minimum and maximum of their births. The "
        + "query is fastest if `where` has only conditions on country, year and sex, because then the database reads a few hundred "
        + "totals. With other conditions it reads every row that meets them.";

    /// <summary>The number of groups is at most the number of combinations of country, year and sex.</summary>
    public RowEstimate Estimate(StatisticGroupsArguments arguments)
    {
        var bounds = new RowBounds().Add(arguments.Where?.Term);
        var groups = counts.Slices(bounds);
        var read = CanUseTotals(arguments) ? groups : counts.Within(typeof(NameStatistic), bounds);
        return new(Math.Min(arguments.First ?? limits.MaxPageSize, groups), read);
    }

    public async Task<IReadOnlyList<StatisticGroup>> AskAsync(
        StatisticGroupsArguments arguments,
        BabyNamesDbContext database,
        CancellationToken cancellationToken
    )
    {
        var keys = arguments.GroupBy;
        if (keys.Count == 0 || keys.Distinct().Count() != keys.Count)
            throw new InvalidInputException("groupBy must have 1 to 4 different keys.");
        var first = arguments.First ?? limits.MaxPageSize;
        if (first < 1 || first > limits.MaxPageSize)
            throw new InvalidInputException($"first must be between 1 and {limits.MaxPageSize}.");
        var rows = CanUseTotals(arguments)
            ? Rows(database.YearTotals, arguments, Totals)
            : Rows(database.NameStatistics, arguments, totals: null);
        var groups = rows.GroupBy([.. AllKeys.Where(key => keys.Contains(key.Key)).Select(key => rows.Find(key.Column)!)], Aggregates);
        OrderStep[] order = arguments.Order switch
        {
            StatisticGroupOrder.SumDesc => [new(groups.Find(nameof(StatisticGroup.Sum))!, Descending: true)],
            StatisticGroupOrder.RowsDesc => [new(groups.Find(nameof(StatisticGroup.Rows))!, Descending: true)],
            _ => [],
        };
        var page = await groups.Page(new(order, groups.Key), after: null, skip: 0, first, groups.Columns).ToListAsync(cancellationToken);
        // In a row of the page, the values of the order are before the values of the columns.
        return [.. page.Select(values => Group(groups.Columns, values[^groups.Columns.Count..]))];
    }

    /// <summary>Whether the totals are sufficient, because all conditions are on columns that <c>year_totals</c> has.</summary>
    private static bool CanUseTotals(StatisticGroupsArguments arguments) =>
        arguments.Where?.Term.Columns().All(column => ColumnsOfTotals.Contains(column.Name.Split('.')[0])) != false;

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
