using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MikrotikBilling.Core.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class SearchLookups : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_CustomerSearchTerms_CustomerId",
                table: "CustomerSearchTerms");

            migrationBuilder.CreateIndex(
                name: "IX_CustomerSearchTerms_CustomerId_Term",
                table: "CustomerSearchTerms",
                columns: new[] { "CustomerId", "Term" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_CustomerSearchTerms_CustomerId_Term",
                table: "CustomerSearchTerms");

            migrationBuilder.CreateIndex(
                name: "IX_CustomerSearchTerms_CustomerId",
                table: "CustomerSearchTerms",
                column: "CustomerId");
        }
    }
}
