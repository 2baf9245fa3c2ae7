using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Tests.Search;

public class SearchShapeTests
{
    [Theory]
    [InlineData("", SearchShape.None)]
    [InlineData("jane", SearchShape.Words | SearchShape.Code)]
    [InlineData("Jane Wanjiku", SearchShape.Words)]
    [InlineData("Home 10", SearchShape.Words | SearchShape.Code)]
    [InlineData("10", SearchShape.Words | SearchShape.Number)]
    [InlineData("0712 345 678", SearchShape.Number)]
    [InlineData("+254 (712) 345-678", SearchShape.Number)]
    [InlineData("jane.w@mail.example", SearchShape.Email)]
    [InlineData("4c:5e", SearchShape.Mac)]
    [InlineData("4C-5E-0C-12-34-56", SearchShape.Mac)]
    [InlineData("4c5e0c123456", SearchShape.Mac | SearchShape.Code)]
    [InlineData("10.20.", SearchShape.Address)]
    [InlineData("10.20.0.7", SearchShape.Address)]
    [InlineData("INV-2026-000045", SearchShape.Words | SearchShape.Code)]
    [InlineData("QK73ABC9 Confirmed. Ksh1,500.00 sent to TEST ISP for account jane on 20/11/26", SearchShape.Message)]
    public void Shape_OfAText_SaysWhoIsAsked(string text, SearchShape shape) => SearchShapes.Of(text).ShouldBe(shape);
}
