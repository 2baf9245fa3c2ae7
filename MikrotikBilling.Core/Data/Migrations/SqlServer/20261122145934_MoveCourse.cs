using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MikrotikBilling.Core.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class MoveCourse : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_MoveSums_TenantId_Of_Span_Day",
                table: "MoveSums");

            migrationBuilder.CreateIndex(
                name: "IX_MoveSums_Course",
                table: "MoveSums",
                columns: new[] { "TenantId", "Of", "Span", "Day", "FromState", "FromProfileId", "ToState", "ToProfileId", "Count" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_MoveSums_Course",
                table: "MoveSums");

            migrationBuilder.CreateIndex(
                name: "IX_MoveSums_TenantId_Of_Span_Day",
                table: "MoveSums",
                columns: new[] { "TenantId", "Of", "Span", "Day" });
        }
    }
}
