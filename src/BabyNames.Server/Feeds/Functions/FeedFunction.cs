using Microsoft.OData.ModelBuilder;

namespace BabyNames.Server.Feeds.Functions;

/// <summary>A question that OData asks by its name, as Power Query shows it among its functions.</summary>
/// <param name="Name">Of the function and of its import.</param>
/// <param name="Description">For whoever reads the metadata.</param>
/// <param name="Parameters">In order; those that must be given first.</param>
internal abstract record FeedFunction(string Name, string Description, IReadOnlyList<FunctionParameter> Parameters)
{
    /// <summary>Adds it to the model, with what it returns.</summary>
    public void Declare(ODataModelBuilder model)
    {
        var function = model.Function(Name);
        foreach (var parameter in Parameters)
        {
            var declared = parameter.IsNumber ? function.Parameter<int>(parameter.Name) : function.Parameter<string>(parameter.Name);
            if (parameter.IsOptional)
                declared.Optional();
            else
                declared.Nullable = false;
        }
        // Only those without parameters may stand in the service document.
        function.IncludeInServiceDocument = false;
        function.IsComposable = true;
        Return(model, function);
    }

    protected abstract void Return(ODataModelBuilder model, FunctionConfiguration function);
}

/// <param name="IsNumber">An Edm.Int32; otherwise an Edm.String.</param>
internal sealed record FunctionParameter(string Name, string Description, bool IsNumber = false, bool IsOptional = false);
