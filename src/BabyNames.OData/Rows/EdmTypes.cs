using Microsoft.OData.Edm;

namespace BabyNames.ODataEngine.Rows;

/// <summary>The supported primitive types of OData and their CLR types.</summary>
internal static class EdmTypes
{
    private static readonly Dictionary<EdmPrimitiveTypeKind, Type> ByKind = new()
    {
        [EdmPrimitiveTypeKind.String] = typeof(string),
        [EdmPrimitiveTypeKind.Boolean] = typeof(bool),
        [EdmPrimitiveTypeKind.Int32] = typeof(int),
        [EdmPrimitiveTypeKind.Int64] = typeof(long),
        [EdmPrimitiveTypeKind.Decimal] = typeof(decimal),
        [EdmPrimitiveTypeKind.Double] = typeof(double),
        [EdmPrimitiveTypeKind.Guid] = typeof(Guid),
        [EdmPrimitiveTypeKind.DateTimeOffset] = typeof(DateTimeOffset),
        [EdmPrimitiveTypeKind.Date] = typeof(DateOnly),
        [EdmPrimitiveTypeKind.TimeOfDay] = typeof(TimeOnly),
        [EdmPrimitiveTypeKind.Duration] = typeof(TimeSpan),
    };

    private static readonly Dictionary<Type, EdmPrimitiveTypeKind> ByType = ByKind.ToDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>Returns the CLR type of a primitive type.</summary>
    /// <param name="name">Name of the type, for example <c>Edm.Int32</c>.</param>
    /// <returns>The CLR type; null if the type is not supported.</returns>
    public static Type? Find(string name) => ByKind.GetValueOrDefault(EdmCoreModel.Instance.GetPrimitiveTypeKind(name.Split('.')[^1]));

    /// <summary>Whether there is a primitive type for a CLR type.</summary>
    public static bool IsSupported(Type type) => ByType.ContainsKey(Nullable.GetUnderlyingType(type) ?? type);

    public static EdmPrimitiveTypeKind KindOf(Type type) => ByType[type];
}
